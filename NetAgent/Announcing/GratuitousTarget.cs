using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>An address on an interface, as the gratuitous schedule names it.</summary>
internal readonly record struct GratuitousTarget(IPAddressValue Address, int Index);
