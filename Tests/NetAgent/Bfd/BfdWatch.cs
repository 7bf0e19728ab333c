using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Bfd;

/// <summary>One client of a session, which remembers all that it was told.</summary>
internal sealed class BfdWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<BfdSessionStatus> _told = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BfdWatch()
    {
    }

    public IBfdSubscription Subscription { get; private set; } = null!;

    /// <summary>Everything it was told, in order.</summary>
    public IReadOnlyList<BfdSessionStatus> Told
    {
        get
        {
            lock (_gate)
            {
                return [.. _told];
            }
        }
    }

    /// <summary>Begins a session inside a machine: BFD's thread is born there, and the clients' is not.</summary>
    public static async Task<BfdWatch> BeginAsync(
        BfdEngine engine, LabNamespace machine, BfdSessionKey key, BfdSessionOptions options)
    {
        var watch = new BfdWatch();
        engine.StartReporting();
        watch.Subscription = await machine.RunAsync(() => engine.Acquire(key, options, watch.Take));
        return watch;
    }

    /// <summary>The first status that is wanted, told already or yet to come.</summary>
    public Task<BfdSessionStatus> WaitAsync(Func<BfdSessionStatus, bool> wanted, string expected, int from = 0) => FindAsync(wanted, from)
        .WithinAsync("watching", $"the session with {Subscription.Key}", expected, () => Told.LastOrDefault()?.ToString() ?? "silent");

    public Task<BfdSessionStatus> UpAsync(int from = 0) => WaitAsync(status => status.State == BfdState.Up, "Up", from);

    public Task<BfdSessionStatus> DownAsync() => WaitAsync(
        status => status.State == BfdState.Down, "Down", Told.ToList().FindIndex(status => status.State == BfdState.Up));

    public void Dispose() => Subscription.Dispose();

    private async Task<BfdSessionStatus> FindAsync(Func<BfdSessionStatus, bool> wanted, int from)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                var found = _told.FindIndex(Math.Max(0, from), status => wanted(status));
                if (found >= 0)
                {
                    return _told[found];
                }

                more = _more.Task;
            }

            await more;
        }
    }

    private void Take(BfdSessionStatus status)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _told.Add(status);
            more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
    }
}
