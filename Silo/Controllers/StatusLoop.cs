using System.Threading.Channels;
using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Writes statuses after changes: a burst of changes as one write, a failed write again with back-off.</summary>
internal sealed class StatusLoop(TimeProvider time)
{
    // Statuses are for people and dashboards: five writes a second at the most, however much changes at once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _touched = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Says that something may have to be written.</summary>
    public void Touch() => _touched.Writer.TryWrite(true);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="write">Writes what differs; throws when something could not be written.</param>
    /// <param name="onFailure">Told of each failure.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(
        Func<CancellationToken, Task> write, Action<Exception> onFailure, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(Pause, BackOffMax, Random.Shared);
        var wait = Pause;
        await foreach (var touched in _touched.Reader.ReadAllAsync(cancellationToken))
        {
            await Task.Delay(wait, time, cancellationToken);
            try
            {
                await write(cancellationToken);
                backoff.Reset();
                wait = Pause;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                onFailure(e);
                wait = backoff.Next();
                Touch();
            }
        }
    }
}
