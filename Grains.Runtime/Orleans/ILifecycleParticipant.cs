namespace Orleans;

/// <summary>A service that subscribes to a lifecycle when that is set up.</summary>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    void Participate(TLifecycleObservable lifecycle);
}
