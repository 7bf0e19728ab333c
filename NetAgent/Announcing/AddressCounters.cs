namespace MetalOrleans.NetAgent.Announcing;

/// <summary>What was sent and received for one address since the agent started (L-093). Counted from any thread.</summary>
internal sealed class AddressCounters
{
    private long _requestsReceived;
    private long _responsesSent;
    private long _gratuitousSent;

    /// <summary>Requests that were to be answered.</summary>
    public ulong RequestsReceived => (ulong)Interlocked.Read(ref _requestsReceived);

    /// <summary>Replies that left.</summary>
    public ulong ResponsesSent => (ulong)Interlocked.Read(ref _responsesSent);

    /// <summary>Gratuitous frames that left, each form counted.</summary>
    public ulong GratuitousSent => (ulong)Interlocked.Read(ref _gratuitousSent);

    /// <summary>A request came.</summary>
    public void CountRequest() => Interlocked.Increment(ref _requestsReceived);

    /// <summary>Its reply left.</summary>
    public void CountResponse() => Interlocked.Increment(ref _responsesSent);

    /// <summary>Gratuitous frames left.</summary>
    public void CountGratuitous(int frames) => Interlocked.Add(ref _gratuitousSent, frames);
}
