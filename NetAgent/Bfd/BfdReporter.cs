using System.Collections.Concurrent;
using MetalOrleans.Protocols.Bfd;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>Writes BFD's log and calls the clients, on a thread that may wait for either.</summary>
internal sealed partial class BfdReporter(ILogger logger) : IDisposable
{
    private readonly ConcurrentQueue<BfdNotice> _notices = new();
    private readonly SemaphoreSlim _count = new(0);
    private readonly Lock _gate = new();
    private readonly ILogger _logger = logger;
    private Thread? _thread;
    private volatile bool _isDisposed;

    /// <summary>Starts the thread, once.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = "bfd reports", IsBackground = true };
                _thread.Start();
            }
        }
    }

    /// <summary>Hands over a notice without waiting.</summary>
    public void Post(BfdNotice notice)
    {
        _notices.Enqueue(notice);
        _count.Release();
    }

    public void Dispose()
    {
        _isDisposed = true;
        _count.Release();
    }

    private void Run()
    {
        while (true)
        {
            _count.Wait();
            if (_notices.TryDequeue(out var notice))
            {
                Report(notice);
            }
            else if (_isDisposed)
            {
                return;
            }
        }
    }

    private void Report(BfdNotice notice)
    {
        switch (notice)
        {
            case BfdNotice.Changed(var session, var from, var status):
                Tell(session, from, status);
                break;
            case BfdNotice.Discarded(var session, var error):
                LogDiscarded(session.Key, error);
                break;
            case BfdNotice.Hindered(var session, ""):
                LogUnhindered(session.Key);
                break;
            case BfdNotice.Hindered(var session, var problem):
                LogHindered(session.Key, problem);
                break;
            case BfdNotice.NotRealTime(var error):
                LogNotRealTime(error);
                break;
            case BfdNotice.EchoUnavailable(var session, var problem):
                LogNoEcho(session.Key, problem);
                break;
            case BfdNotice.Ended(var error):
                LogEnded(error);
                break;
        }
    }

    private void Tell(BfdSharedSession session, BfdState from, BfdSessionStatus status)
    {
        session.Status = status;
        if (session.IsReleased)
        {
            return;
        }

        if (from != status.State && status.State == BfdState.Up)
        {
            LogUp(session.Key, from, status.DetectionTime.TotalMilliseconds);
        }
        else if (from != status.State)
        {
            LogChanged(session.Key, from, status.State, status.Reason);
        }

        session.Counters.CountReport();
        foreach (var client in session.Clients)
        {
            client.Tell(status);
        }
    }
}
