namespace MetalOrleans.Protocols.Icmp;

/// <summary>Why octets are not an echo request that can be answered.</summary>
public enum EchoDecodeError
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>The frame is not Ethernet II, or carries neither IPv4 nor IPv6.</summary>
    NotIP,

    /// <summary>The IP header, or a length in it, is not right, or the packet is a fragment.</summary>
    Header,

    /// <summary>Another message than an echo request.</summary>
    NotEchoRequest,

    /// <summary>The message's checksum is wrong, or it is shorter than eight octets.</summary>
    Message,

    /// <summary>For another station than the one that received it.</summary>
    BadDestination,

    /// <summary>The sender names a group or nobody, and an answer would go to many or to none.</summary>
    BadSender,
}
