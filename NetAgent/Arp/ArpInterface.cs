using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>An interface on which ARP is answered.</summary>
/// <param name="Index">The kernel's number of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mac">The link-layer address that answers carry.</param>
internal sealed record ArpInterface(int Index, string Name, MacAddress Mac);
