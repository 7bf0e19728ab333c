namespace MetalOrleans.Protocols.Icmp;

/// <summary>What an ICMPv6 message is.</summary>
/// <remarks><see href="https://www.iana.org/assignments/icmpv6-parameters">ICMPv6 Parameters, Type Numbers</see>; others
/// keep their number and are passed over.</remarks>
public enum Icmpv6Type : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Are you there? (RFC 4443 §4.1)</summary>
    EchoRequest = 128,

    /// <summary>I am here (RFC 4443 §4.2).</summary>
    EchoReply = 129,

    /// <summary>Which routers are there? (RFC 4861 §4.1)</summary>
    RouterSolicitation = 133,

    /// <summary>The sender is a router (RFC 4861 §4.2).</summary>
    RouterAdvertisement = 134,

    /// <summary>Who has the target address? (RFC 4861 §4.3)</summary>
    NeighborSolicitation = 135,

    /// <summary>The sender has the target address (RFC 4861 §4.4).</summary>
    NeighborAdvertisement = 136,
}
