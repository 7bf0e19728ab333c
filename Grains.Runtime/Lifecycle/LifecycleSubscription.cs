namespace MetalOrleans.Grains.Runtime.Lifecycle;

internal sealed class LifecycleSubscription(
    StagedLifecycle lifecycle, string name, int stage, ILifecycleObserver observer) : IDisposable
{
    internal int Stage { get; } = stage;

    internal ILifecycleObserver Observer { get; } = observer;

    public void Dispose() => lifecycle.Remove(this);

    public override string ToString() => $"{name}@{Stage}";
}
