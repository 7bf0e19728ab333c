using MetalOrleans.Protocols.Arp;

namespace MetalOrleans.Lab.Traffic;

/// <summary>An ARP packet that was seen on a wire.</summary>
/// <param name="Timestamp">When it was read, on the clock of the tap that saw it.</param>
/// <param name="Packet">What it said.</param>
public sealed record ArpSighting(long Timestamp, ArpPacket Packet);
