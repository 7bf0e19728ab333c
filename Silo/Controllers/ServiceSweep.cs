using System.Collections.Immutable;
using MetalOrleans.Domain.Planning;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Services;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Has many Services converge after one change: wave after wave in the order of <see cref="PassOrder"/>, each decided one Service
/// after the other and written side by side.
/// </summary>
internal sealed partial class ServiceSweep(IGrainFactory grains, ILogger logger)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<ServiceKey, long> _decidedAt = [];
    private HashSet<ServiceKey> _expected = [];
    private TaskCompletionSource _passed = new();

    /// <summary>Who waits for what.</summary>
    public WaitingServices Waiting { get; } = new();

    /// <summary>Returns when the last wave has had its passes, or something newer interrupts.</summary>
    /// <param name="services">The Services as last read.</param>
    /// <param name="queue">Where their passes are asked for.</param>
    /// <param name="interrupted">Completes when waiting is of no use any more: what was decided is decided anew.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(
        IEnumerable<ServiceView> services, WorkQueue<ServiceKey> queue, Task interrupted, CancellationToken cancellationToken)
    {
        foreach (var wave in PassOrder.Waves(services))
        {
            foreach (var service in wave)
            {
                await DecideAsync(service, cancellationToken);
            }

            var passed = ExpectAsync(wave);
            foreach (var service in wave)
            {
                queue.Add(service.Key);
            }

            await Task.WhenAny(passed, interrupted).WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Since when something that became free may have gone unnoticed by a pass that begins now: since its Service was decided.
    /// Asked once by each pass, which takes the answer over from the next.
    /// </summary>
    public long BeginningOf(ServiceKey service)
    {
        lock (_changing)
        {
            return _decidedAt.Remove(service, out var at) ? at : Waiting.Now;
        }
    }

    /// <summary>A pass over the Service has ended, whatever its outcome.</summary>
    public void Passed(ServiceKey service)
    {
        lock (_changing)
        {
            if (_expected.Remove(service) && _expected.Count == 0)
            {
                _passed.TrySetResult();
            }
        }
    }

    private Task ExpectAsync(ImmutableArray<ServiceView> wave)
    {
        lock (_changing)
        {
            _expected = [.. wave.Select(service => service.Key)];
            _passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _passed.Task;
        }
    }

    private async Task DecideAsync(ServiceView service, CancellationToken cancellationToken)
    {
        var since = Waiting.Now;
        NoteDecision(service.Key, since);
        try
        {
            await grains.GetGrain<IServiceGrain>(service.Key.ToString()).DecideAsync(service, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Its pass decides for itself, and is repeated when that fails too.
            LogNotDecided(logger, service.Key, e.Message);
        }

        // A pass that began meanwhile took the first note, and may have been over before the decision that the next one takes.
        NoteDecision(service.Key, since);
    }

    private void NoteDecision(ServiceKey service, long since)
    {
        lock (_changing)
        {
            _decidedAt.TryAdd(service, since);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Service {Service} was not decided in its turn: {Text}")]
    private static partial void LogNotDecided(ILogger logger, ServiceKey service, string text);
}
