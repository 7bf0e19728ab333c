namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>How many activations of one class came and went.</summary>
internal sealed class ActivationCounts
{
    private long _activated;
    private long _deactivated;
    private long _failed;

    internal long Activated => Interlocked.Read(ref _activated);

    internal long Deactivated => Interlocked.Read(ref _deactivated);

    internal long Failed => Interlocked.Read(ref _failed);

    internal void AddActivated() => Interlocked.Increment(ref _activated);

    internal void AddDeactivated() => Interlocked.Increment(ref _deactivated);

    internal void AddFailed() => Interlocked.Increment(ref _failed);
}
