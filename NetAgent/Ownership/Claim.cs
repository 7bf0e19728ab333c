using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>A frame in which another station uses an ordered address, or probes for it.</summary>
/// <param name="Address">The address.</param>
/// <param name="Mac">The station, as the packet names it.</param>
/// <param name="IsProbe">Whether the station only asks if the address is free.</param>
internal readonly record struct Claim(IPAddressValue Address, MacAddress Mac, bool IsProbe);
