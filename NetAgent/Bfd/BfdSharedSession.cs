using System.Collections.Immutable;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>A session and its clients.</summary>
internal sealed class BfdSharedSession(BfdSessionKey key)
{
    private volatile BfdSessionStatus _status = BfdSessionStatus.Initial;
    private volatile bool _isReleased;
    private ImmutableArray<BfdSubscription> _clients = [];

    public BfdSessionKey Key { get; } = key;

    public BfdCounters Counters { get; } = new();

    /// <summary>How it stands. Set by the thread that tells the clients.</summary>
    public BfdSessionStatus Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>Whether the last client has left; nobody is told anything after that.</summary>
    public bool IsReleased
    {
        get => _isReleased;
        set => _isReleased = value;
    }

    /// <summary>Guarded by the engine; read by the thread that tells them.</summary>
    public ImmutableArray<BfdSubscription> Clients
    {
        get => ImmutableInterlocked.InterlockedCompareExchange(ref _clients, [], []);
        set => ImmutableInterlocked.InterlockedExchange(ref _clients, value);
    }

    /// <summary>What the session runs with: of all its clients the most demanding values.</summary>
    public BfdSessionOptions Options =>
        Clients.Select(client => client.Options).Aggregate((all, next) => all.Merge(next));
}
