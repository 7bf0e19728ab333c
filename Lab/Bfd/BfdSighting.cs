using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.Lab.Bfd;

/// <summary>A control packet on the wire.</summary>
/// <param name="At">The kernel's time, since 1970.</param>
/// <param name="IsOwn">Whether the machine sent it.</param>
/// <param name="SourcePort">Its UDP source port.</param>
/// <param name="Ttl">Its TTL or hop limit.</param>
/// <param name="Packet">What it says.</param>
/// <param name="Octets">The same, as it was on the wire.</param>
public sealed record BfdSighting(
    TimeSpan At, bool IsOwn, int SourcePort, byte Ttl, BfdControlPacket Packet, string Octets);
