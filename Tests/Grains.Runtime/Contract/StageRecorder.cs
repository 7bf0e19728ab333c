using System.Collections.Concurrent;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>Takes part in three stages of the silo and keeps the order.</summary>
public sealed class StageRecorder : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentQueue<string> _steps = new();

    public IReadOnlyCollection<string> Steps => _steps;

    public void Participate(ISiloLifecycle lifecycle)
    {
        foreach (var stage in new[]
        {
            ServiceLifecycleStage.Active,
            ServiceLifecycleStage.RuntimeGrainServices,
            ServiceLifecycleStage.ApplicationServices,
        })
        {
            lifecycle.Subscribe(
                nameof(StageRecorder), stage, _ => AddAsync($"start {stage}"), _ => AddAsync($"stop {stage}"));
        }
    }

    private Task AddAsync(string step)
    {
        _steps.Enqueue(step);
        return Task.CompletedTask;
    }
}
