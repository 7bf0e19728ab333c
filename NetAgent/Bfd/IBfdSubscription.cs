using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>One client's part in a session. Disposing it ends the part; the client hears no more of it.</summary>
internal interface IBfdSubscription : IDisposable
{
    /// <summary>Which session.</summary>
    BfdSessionKey Key { get; }

    /// <summary>How the session stands.</summary>
    BfdSessionStatus Status { get; }

    /// <summary>Changes what the client needs; the session stays up and agrees on new intervals (RFC 5880 §6.8.3).</summary>
    /// <exception cref="ArgumentException">The options are out of range.</exception>
    void Change(BfdSessionOptions options);
}
