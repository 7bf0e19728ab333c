using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bfd;

/// <summary>How a packet came in.</summary>
/// <param name="Remote">Its source address.</param>
/// <param name="Local">Its destination address.</param>
/// <param name="Interface">The index of the interface that received it.</param>
/// <param name="Routing">The routing domain (VRF) it came in by; 0 for the default one.</param>
/// <param name="IsMultihop">Whether it came to the port of multihop sessions.</param>
/// <param name="Ttl">Its TTL or hop limit.</param>
public readonly record struct BfdArrival(
    IPAddressValue Remote, IPAddressValue Local, int Interface, int Routing, bool IsMultihop, byte Ttl);
