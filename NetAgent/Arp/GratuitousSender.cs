using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Gratuitous;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>Sends the gratuitous frames that the schedule asks for, at a limited rate. Owned by the agent's loop.</summary>
internal sealed class GratuitousSender(IPacketPort port, AnnouncedAddresses addresses)
{
    private const int FramesPerRound = 2;

    // 10 000 frames a second is 5 Mbit/s: it moves the thousand addresses of a failed node in 0.1 s within the burst, and
    // ten thousand in two seconds, without filling the queue of a gigabit port.
    private const int FramesPerSecond = 10_000;
    private const int Burst = 2_000;

    private readonly GratuitousSchedule<GratuitousTarget> _schedule = new(GratuitousOptions.Default);
    private readonly Dictionary<int, ArpInterface> _interfaces = [];
    private readonly FrameBudget _budget = new(FramesPerSecond, Burst);
    private TimeSpan _notBefore;

    /// <summary>When <see cref="SendDue"/> next has something to do; null for never.</summary>
    public TimeSpan? NextDue => _schedule.NextDue is not { } due ? null : due > _notBefore ? due : _notBefore;

    /// <summary>An interface answers now: every address that it answers for is announced on it.</summary>
    public void InterfaceAdded(ArpInterface arpInterface, TimeSpan now)
    {
        _interfaces[arpInterface.Index] = arpInterface;
        foreach (var (address, announced) in addresses.All)
        {
            if (announced.Includes(arpInterface.Name))
            {
                _schedule.Announced(new GratuitousTarget(address, arpInterface.Index), announced.Epoch, now);
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
            if (!_budget.TryTake(FramesPerRound, now))
            {
                _notBefore = now + _budget.Wait(Burst / 10);
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
        if (!_interfaces.TryGetValue(target.Index, out var arpInterface)
            || !addresses.TryGet(target.Address, out var announced)
            || !announced.Includes(arpInterface.Name))
        {
            _schedule.Withdrawn(target);
            return;
        }

        Span<byte> frame = stackalloc byte[ArpFrame.Length];
        ArpFrame.GratuitousRequest(target.Address, arpInterface.Mac).Encode(frame);
        SendOne(target, frame, announced.Counters);
        ArpFrame.GratuitousReply(target.Address, arpInterface.Mac).Encode(frame);
        SendOne(target, frame, announced.Counters);
    }

    private void SendOne(GratuitousTarget target, ReadOnlySpan<byte> frame, AddressCounters counters)
    {
        if (port.TrySend(target.Index, frame))
        {
            counters.CountGratuitous();
        }
    }
}
