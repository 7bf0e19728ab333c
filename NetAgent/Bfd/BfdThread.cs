using System.Collections.Concurrent;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>The one thread that sends and receives BFD's packets and keeps its times.</summary>
/// <remarks>
/// It runs before all threads of normal priority where the process may ask for that, waits for nothing but the kernel, and
/// allocates only when a session begins, ends or changes. Each round it takes in everything that has arrived before it looks
/// at the time: after a pause of the process no peer is taken for dead whose packets wait in the queue.
/// </remarks>
internal sealed partial class BfdThread(TimeProvider time, Random random, BfdReporter reporter) : IDisposable
{
    // Before all normal threads and behind the kernel's own.
    private const int Priority = 10;

    // A flood must not keep the thread from sending.
    private const int PacketsPerRound = 8192;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<BfdCommand> _commands = new();
    private readonly int _signal = BfdNative.CreateSignal();
    private readonly int _timer = BfdNative.CreateTimer();
    private readonly BfdSessionTable<BfdHostedSession> _table = new(random);
    private readonly BfdAction[] _actions = new BfdAction[BfdAction.CountMax];
    private BfdPollEntry[] _waits = [];
    private Thread? _thread;
    private TimeSpan _armedFor = BfdSession.Never;
    private bool _isStopping;

    /// <summary>Starts the thread, in the network namespace of the caller's.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "bfd", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Hands over a command without waiting.</summary>
    public void Post(BfdCommand command)
    {
        _commands.Enqueue(command);
        BfdNative.Raise(_signal);
    }

    /// <summary>Tells the peers and ends.</summary>
    public void Dispose()
    {
        Post(new BfdCommand.Stop());
        _thread?.Join(StopPatience);
    }

    // The clock of the timer: what TimeProvider.System counts from is the kernel's monotonic clock.
    private TimeSpan Now => time.GetElapsedTime(0);

    private void Run()
    {
        if (!BfdNative.TrySetRealTime(Priority))
        {
            reporter.Post(new BfdNotice.NotRealTime(BfdNative.LastErrorText));
        }

        ArrangeWaits();
        while (!_isStopping)
        {
            Arm();
            if (!Wait())
            {
                reporter.Post(new BfdNotice.Ended(BfdNative.LastErrorText));
                break;
            }

            // What arrived is heard at this time, and what is not in the queues after it has not arrived.
            var now = Now;
            ReceiveAll(now);
            TakeCommands(now);
            TickAll(now);
            Repair(now);
        }

        CloseAll();
    }

    private void Arm()
    {
        var due = _table.NextDue < _upkeepAt ? _table.NextDue : _upkeepAt;
        if (due != _armedFor)
        {
            _armedFor = due;

            // Rounded up, so that what was waited for is due when the timer fires.
            BfdNative.SetTimer(
                _timer, due == BfdSession.Never ? 0 : Math.Max(1, (due.Ticks * TimeSpan.NanosecondsPerTick) + TimeSpan.NanosecondsPerTick));
        }
    }

    private unsafe bool Wait()
    {
        fixed (BfdPollEntry* first = _waits)
        {
            while (BfdNative.Poll(first, (nuint)_waits.Length, -1) < 0)
            {
                if (BfdNative.LastError != BfdNative.Interrupted)
                {
                    return false;
                }
            }
        }

        if (_waits[0].Happened != 0)
        {
            BfdNative.Reset(_timer);
            _armedFor = BfdSession.Never;
        }

        if (_waits[1].Happened != 0)
        {
            BfdNative.Reset(_signal);
        }

        return true;
    }

    // After sockets were opened or closed.
    private void ArrangeWaits() =>
        _waits =
        [
            WaitFor(_timer),
            WaitFor(_signal),
            .. _receivers.Values.Select(receiver => WaitFor(receiver.Descriptor)),
            .. _echoPorts.Values.Select(port => WaitFor(port.Descriptor)),
        ];

    private static BfdPollEntry WaitFor(int descriptor) => new() { Descriptor = descriptor, Wanted = BfdNative.PollIn };

    private void TakeCommands(TimeSpan now)
    {
        while (_commands.TryDequeue(out var command))
        {
            switch (command)
            {
                case BfdCommand.Run(var session, var options):
                    RunSession(session, options, now);
                    break;
                case BfdCommand.End(var session):
                    EndSession(session, now);
                    break;
                case BfdCommand.Stop:
                    StopAll(now);
                    break;
            }
        }
    }

    private void TickAll(TimeSpan now)
    {
        var actions = new BfdActionList(_actions);
        while (_table.TryTick(now, ref actions, out var entry))
        {
            Execute(entry, ref actions, now);
        }
    }
}
