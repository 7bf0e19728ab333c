namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>
/// What one peer is to be told and what it was told (<see href="https://www.rfc-editor.org/rfc/rfc4271#section-3.2">RFC 4271
/// §3.2</see>). A change queues its own prefix only, and a change that is taken back before it was sent queues nothing.
/// </summary>
/// <remarks>What is to be told outlives sessions; what was told does not. Owned by one caller.</remarks>
public sealed partial class BgpAdjRibOut
{
    /// <summary>Prefixes that the peer was told, with whatever attributes.</summary>
    public int SentCount => throw new NotImplementedException();

    /// <summary>Prefixes that the peer must be told or told otherwise, withdrawals included.</summary>
    public int PendingCount => throw new NotImplementedException();

    /// <summary>Prefixes that cannot be told: their family was not agreed upon, or there is no next hop. 0 without a session.</summary>
    public int UnsendableCount => throw new NotImplementedException();

    /// <summary>Prefixes that are to be told.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>
    /// Whether all routes of the start are here. Until then no End-of-RIB is sent, so that a peer keeps what it has from before our
    /// restart (RFC 4724 §4.1).
    /// </summary>
    public bool IsComplete { get; private set; }

    /// <summary>A prefix is to be told, or with other attributes than before.</summary>
    /// <returns>Whether that changes anything.</returns>
    public bool Set(BgpPrefix prefix, BgpRouteAttributes attributes) => throw new NotImplementedException();

    /// <summary>A prefix is not to be told any more.</summary>
    /// <returns>Whether it was.</returns>
    public bool Remove(BgpPrefix prefix) => throw new NotImplementedException();

    /// <summary>All routes of the start are here.</summary>
    public void Complete() => IsComplete = true;

    /// <summary>What the peer is to be told of a prefix; null for nothing.</summary>
    public BgpRouteAttributes? Find(BgpPrefix prefix) => throw new NotImplementedException();
}
