using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>An address on an interface, as the gratuitous schedule names it.</summary>
internal readonly record struct GratuitousTarget(IPv4Address Address, int Index);
