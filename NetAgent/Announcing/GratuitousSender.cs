using MetalOrleans.Protocols.Gratuitous;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>
/// Sends the gratuitous frames of one protocol that the schedule asks for, at a rate limited together with the others'.
/// Owned by the agent's loop.
/// </summary>
internal sealed class GratuitousSender(INeighborProtocol protocol, AnnouncedAddresses addresses, FrameBudget budget)
{
    private readonly GratuitousSchedule<GratuitousTarget> _schedule = new(GratuitousOptions.Default);
    private readonly Dictionary<int, ResponderInterface> _interfaces = [];
    private TimeSpan _notBefore;

    /// <summary>When <see cref="SendDue"/> next has something to do; null for never.</summary>
    public TimeSpan? NextDue => _schedule.NextDue is not { } due ? null : due > _notBefore ? due : _notBefore;

    /// <summary>An interface answers now: every address that it answers for is announced on it.</summary>
    public void InterfaceAdded(ResponderInterface added, TimeSpan now)
    {
        _interfaces[added.Index] = added;
        foreach (var (address, announced) in addresses.All)
        {
            if (protocol.Serves(address) && announced.Includes(added.Name))
            {
                _schedule.Announced(new GratuitousTarget(address, added.Index), announced.Epoch, now);
            }
        }
    }

    /// <summary>An interface answers no more. What is still scheduled on it falls out when it is due.</summary>
    public void InterfaceRemoved(int index) => _interfaces.Remove(index);

    /// <summary>An address is announced on an interface in an epoch.</summary>
    public void Announced(GratuitousTarget target, ulong epoch, TimeSpan now) => _schedule.Announced(target, epoch, now);

    /// <summary>An address is no longer announced on an interface. Nothing is sent (L-092).</summary>
    public void Withdrawn(GratuitousTarget target) => _schedule.Withdrawn(target);

    /// <summary>Sends what is due, as far as the rate allows.</summary>
    public void SendDue(TimeSpan now)
    {
        while (_schedule.NextDue <= now)
        {
            if (!budget.TryTake(protocol.GratuitousFrameCount, now))
            {
                _notBefore = now + budget.Wait();
                return;
            }

            if (_schedule.TryTakeDue(now, out var target))
            {
                Send(target);
            }
        }
    }

    // Each round checks again that the address is still announced there (L-091).
    private void Send(GratuitousTarget target)
    {
        if (!_interfaces.TryGetValue(target.Index, out var on)
            || !addresses.TryGet(target.Address, out var announced)
            || !announced.Includes(on.Name))
        {
            _schedule.Withdrawn(target);
            return;
        }

        announced.Counters.CountGratuitous(protocol.SendGratuitous(target.Address, on));
    }
}
