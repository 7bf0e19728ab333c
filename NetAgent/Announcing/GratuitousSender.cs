using MetalOrleans.Protocols.Gratuitous;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>
/// Sends the gratuitous frames of one protocol that the schedule asks for, at a rate limited together with the others'.
/// Owned by the agent's loop.
/// </summary>
internal sealed class GratuitousSender(INeighborProtocol protocol, AnnouncedAddresses addresses, FrameBudget budget)
{
    private const int RestsKept = 1024;

    private readonly GratuitousSchedule<GratuitousTarget> _schedule = new(GratuitousOptions.Default);
    private readonly Queue<(GratuitousTarget Target, int Frame)> _rests = new();
    private readonly Dictionary<int, ResponderInterface> _interfaces = [];
    private TimeSpan _notBefore;

    /// <summary>When <see cref="SendNext"/> next has something to do; null for never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var due = _rests.Count > 0 ? TimeSpan.Zero : _schedule.NextDue;
            return due < _notBefore ? _notBefore : due;
        }
    }

    /// <summary>How long after its first rounds an address is told again; null for never.</summary>
    public TimeSpan? Refresh
    {
        set => _schedule.Options = GratuitousOptions.Default with { Refresh = value };
    }

    /// <summary>An interface answers now.</summary>
    public void InterfaceAdded(ResponderInterface added) => _interfaces[added.Index] = added;

    /// <summary>An interface answers no more. What is still scheduled on it falls out when it is due.</summary>
    public void InterfaceRemoved(int index) => _interfaces.Remove(index);

    /// <summary>An address is announced on an interface in an epoch.</summary>
    public void Announced(GratuitousTarget target, ulong epoch, TimeSpan now) => _schedule.Announced(target, epoch, now);

    /// <summary>An address is no longer announced on an interface. Nothing is sent (L-092).</summary>
    public void Withdrawn(GratuitousTarget target) => _schedule.Withdrawn(target);

    /// <summary>
    /// Sends one frame that is due, if the rate allows: the first frame of every round that is due, then the other frames, so
    /// that a thousand addresses are all told of before one is told of twice.
    /// </summary>
    /// <returns>False when nothing is due or the rate does not allow it; then it is no use to call again at that time.</returns>
    public bool SendNext(TimeSpan now)
    {
        if (_rests.Count == 0 && !(_schedule.NextDue <= now))
        {
            TrimRests();
            return false;
        }

        if (!budget.TryTake(frames: 1, now))
        {
            _notBefore = now + budget.Wait(frames: 1);
            return false;
        }

        if (_schedule.TryTakeDue(now, out var target))
        {
            Send(target, frame: 0);
        }
        else if (_rests.TryDequeue(out var rest))
        {
            Send(rest.Target, rest.Frame);
        }

        return true;
    }

    private void TrimRests()
    {
        if (_rests.Capacity > RestsKept)
        {
            _rests.TrimExcess();
        }
    }

    // Each frame checks again that the address is still announced there (L-091).
    private void Send(GratuitousTarget target, int frame)
    {
        if (!_interfaces.TryGetValue(target.Index, out var on)
            || !addresses.TryGet(target.Address, out var announced)
            || !announced.Answers(on.Name))
        {
            _schedule.Withdrawn(target);
            return;
        }

        announced.Counters.CountGratuitous(protocol.SendGratuitous(target.Address, on, frame) ? 1 : 0);
        if (frame + 1 < protocol.GratuitousFrameCount)
        {
            _rests.Enqueue((target, frame + 1));
        }
    }
}
