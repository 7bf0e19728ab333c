namespace Orleans.Runtime;

/// <summary>The stages through which the silo starts and stops.</summary>
public interface ISiloLifecycle : ILifecycleObservable
{
    int HighestCompletedStage { get; }

    int LowestStoppedStage { get; }
}
