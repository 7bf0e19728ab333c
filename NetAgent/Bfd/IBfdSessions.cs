using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>BFD for the agent's protocols (RFC 5882).</summary>
internal interface IBfdSessions
{
    /// <summary>Watches a peer. The first client of a session starts it, the last one's end ends it.</summary>
    /// <param name="key">Which session.</param>
    /// <param name="options">What the client needs; the session runs with the most demanding of all its clients.</param>
    /// <param name="changed">
    /// Called with each change, on BFD's own thread: it hands the status over and returns at once. What it is called with
    /// first is the next change; the present status is the subscription's.
    /// </param>
    /// <exception cref="ArgumentException">The options are out of range, or a link-local peer has no interface.</exception>
    IBfdSubscription Acquire(BfdSessionKey key, BfdSessionOptions options, Action<BfdSessionStatus> changed);
}
