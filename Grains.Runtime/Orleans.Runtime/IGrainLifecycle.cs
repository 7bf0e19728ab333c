namespace Orleans.Runtime;

/// <summary>The stages through which one activation starts and stops.</summary>
public interface IGrainLifecycle : ILifecycleObservable;
