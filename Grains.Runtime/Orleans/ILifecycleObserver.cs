namespace Orleans;

#pragma warning disable VSTHRD200 // The names are Orleans'.

/// <summary>A part in one stage of a lifecycle.</summary>
public interface ILifecycleObserver
{
    Task OnStart(CancellationToken cancellationToken = default);

    Task OnStop(CancellationToken cancellationToken = default);
}
