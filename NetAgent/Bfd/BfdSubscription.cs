using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <inheritdoc cref="IBfdSubscription"/>
internal sealed class BfdSubscription(
    BfdEngine engine, BfdSharedSession session, BfdSessionOptions options, Action<BfdSessionStatus> changed) : IBfdSubscription
{
    private volatile bool _isEnded;

    public BfdSessionKey Key => session.Key;

    public BfdSessionStatus Status => session.Status;

    public BfdSharedSession Session => session;

    /// <summary>What this client needs. Guarded by the engine.</summary>
    public BfdSessionOptions Options { get; set; } = options;

    public void Change(BfdSessionOptions options) => engine.Change(this, options);

    public void Dispose()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            engine.Release(this);
        }
    }

    /// <summary>Tells the client.</summary>
    public void Tell(BfdSessionStatus status)
    {
        if (!_isEnded)
        {
            changed(status);
        }
    }
}
