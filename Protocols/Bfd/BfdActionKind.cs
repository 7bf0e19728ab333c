namespace MetalOrleans.Protocols.Bfd;

/// <summary>What a session asks its host to do.</summary>
public enum BfdActionKind
{
    /// <summary>Send <see cref="BfdAction.Packet"/> to the peer.</summary>
    SendControl = 0,

    /// <summary>Send <see cref="BfdAction.Echo"/> on its way to the peer and back.</summary>
    SendEcho,

    /// <summary>Tell the clients that the state changed from <see cref="BfdAction.From"/> to the session's.</summary>
    StateChanged,

    /// <summary>Tell the clients that what was agreed with the peer, or what it says of itself, changed.</summary>
    TermsChanged,
}
