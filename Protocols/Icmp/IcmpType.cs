namespace MetalOrleans.Protocols.Icmp;

/// <summary>What an ICMP message of IPv4 is.</summary>
/// <remarks><see href="https://www.iana.org/assignments/icmp-parameters">ICMP Type Numbers</see>; others keep their
/// number and are passed over.</remarks>
public enum IcmpType : byte
{
    /// <summary>I am here (RFC 792).</summary>
    EchoReply = 0,

    /// <summary>Are you there? (RFC 792)</summary>
    EchoRequest = 8,
}
