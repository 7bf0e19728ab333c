namespace MetalOrleans.Grains.Runtime.Lifecycle;

internal sealed class DelegateLifecycleObserver(
    Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop) : ILifecycleObserver
{
    public Task OnStart(CancellationToken cancellationToken = default) => onStart(cancellationToken);

    public Task OnStop(CancellationToken cancellationToken = default) =>
        onStop is null ? Task.CompletedTask : onStop(cancellationToken);
}
