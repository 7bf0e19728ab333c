namespace MetalOrleans.Protocols.Arp;

/// <summary>What an ARP packet does.</summary>
/// <remarks><see href="https://www.iana.org/assignments/arp-parameters">ARP Parameters, Operation Codes</see>; the others
/// (reverse, inverse, dynamic) are decoded as their number and never answered.</remarks>
public enum ArpOperation : ushort
{
    /// <summary>Reserved (RFC 5494).</summary>
    None = 0,

    /// <summary>Who has the target address? (RFC 826)</summary>
    Request = 1,

    /// <summary>The sender has the sender address (RFC 826).</summary>
    Reply = 2,
}
