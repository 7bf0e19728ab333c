namespace MetalOrleans.Protocols.Bfd;

/// <summary>Why a control packet was discarded (RFC 5880 §6.8.6, RFC 5881 §5, RFC 5883 §5).</summary>
public enum BfdPacketError
{
    /// <summary>It was not discarded.</summary>
    None = 0,

    /// <summary>Shorter than the mandatory section, or than it says itself.</summary>
    Truncated,

    /// <summary>Not version 1.</summary>
    BadVersion,

    /// <summary>The length says less than 24 octets, or less than 26 with an authentication section.</summary>
    BadLength,

    /// <summary>The detect multiplier is zero.</summary>
    ZeroDetectMultiplier,

    /// <summary>The multipoint bit is set.</summary>
    Multipoint,

    /// <summary>The sender's own discriminator is zero.</summary>
    ZeroMyDiscriminator,

    /// <summary>The receiver's discriminator is zero, and the sender's state is neither Down nor AdminDown.</summary>
    ZeroYourDiscriminator,

    /// <summary>The packet is authenticated, and no session here is.</summary>
    Authenticated,

    /// <summary>It travelled further than it may have: a TTL below 255, or below the session's minimum for multihop.</summary>
    BadTtl,

    /// <summary>No session has the discriminator, or is with the sender.</summary>
    UnknownSession,

    /// <summary>The session with the discriminator is with another system, on another interface, or of another kind.</summary>
    WrongPeer,

    /// <summary>An administrator holds the session down.</summary>
    AdminDown,
}
