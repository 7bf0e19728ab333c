namespace Orleans;

/// <summary>Something that starts and stops in stages.</summary>
public interface ILifecycleObservable
{
    /// <summary>Takes part in one stage; disposing the result takes no part any more.</summary>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
