namespace MetalOrleans.NetAgent.Announcing;

/// <summary>What was sent and received for one address since the agent started (L-093). Counted from any thread.</summary>
internal sealed class AddressCounters
{
    private long _requestsReceived;
    private long _responsesSent;
    private long _gratuitousSent;
    private long _probesSent;
    private long _strangerClaims;
    private long _memberClaims;
    private long _defences;
    private long _conflicts;
    private long _yields;

    /// <summary>Requests that were to be answered.</summary>
    public ulong RequestsReceived => (ulong)Interlocked.Read(ref _requestsReceived);

    /// <summary>Replies that left.</summary>
    public ulong ResponsesSent => (ulong)Interlocked.Read(ref _responsesSent);

    /// <summary>Gratuitous frames that left, each form counted.</summary>
    public ulong GratuitousSent => (ulong)Interlocked.Read(ref _gratuitousSent);

    /// <summary>Times that it was probed for on all its links.</summary>
    public ulong ProbesSent => (ulong)Interlocked.Read(ref _probesSent);

    /// <summary>Frames in which a stranger used it or probed for it.</summary>
    public ulong StrangerClaims => (ulong)Interlocked.Read(ref _strangerClaims);

    /// <summary>Frames in which another member of the cluster used it.</summary>
    public ulong MemberClaims => (ulong)Interlocked.Read(ref _memberClaims);

    /// <summary>Times that it was defended against a stranger.</summary>
    public ulong Defences => (ulong)Interlocked.Read(ref _defences);

    /// <summary>Times that a stranger was found to have or claim it.</summary>
    public ulong Conflicts => (ulong)Interlocked.Read(ref _conflicts);

    /// <summary>Times that another member was yielded to.</summary>
    public ulong Yields => (ulong)Interlocked.Read(ref _yields);

    /// <summary>A request came.</summary>
    public void CountRequest() => Interlocked.Increment(ref _requestsReceived);

    /// <summary>Its reply left.</summary>
    public void CountResponse() => Interlocked.Increment(ref _responsesSent);

    /// <summary>It was probed for.</summary>
    public void CountProbe() => Interlocked.Increment(ref _probesSent);

    /// <summary>A stranger used it or probed for it.</summary>
    public void CountStrangerClaim() => Interlocked.Increment(ref _strangerClaims);

    /// <summary>A member used it.</summary>
    public void CountMemberClaim() => Interlocked.Increment(ref _memberClaims);

    /// <summary>It was defended.</summary>
    public void CountDefence() => Interlocked.Increment(ref _defences);

    /// <summary>A stranger was found.</summary>
    public void CountConflict() => Interlocked.Increment(ref _conflicts);

    /// <summary>A member was yielded to.</summary>
    public void CountYield() => Interlocked.Increment(ref _yields);

    /// <summary>Gratuitous frames left.</summary>
    public void CountGratuitous(int frames) => Interlocked.Add(ref _gratuitousSent, frames);
}
