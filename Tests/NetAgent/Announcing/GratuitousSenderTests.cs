using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.NetAgent.Support;

namespace MetalOrleans.Tests.NetAgent.Announcing;

/// <summary>How soon neighbours hear of many addresses under the rate limit; docs/ownership.md states the bounds.</summary>
[Trait("Ref", "Q-14")]
public sealed class GratuitousSenderTests
{
    private static readonly ResponderInterface Link = new(7, "eth0", MacAddress.Broadcast);

    private readonly AnnouncedAddresses _addresses = new();
    private readonly List<(TimeSpan At, IPAddressValue Address, int Frame)> _sent = [];
    private readonly GratuitousSender _sender;
    private TimeSpan _now = TimeSpan.FromHours(1);

    public GratuitousSenderTests()
    {
        _sender = new GratuitousSender(
            new RecordingProtocol("ARP", 2, static _ => true, (address, frame) => _sent.Add((_now, address, frame))),
            _addresses,
            FrameBudget.ForAgent());
        _sender.InterfaceAdded(Link);
    }

    [Fact]
    public void Two_thousand_addresses_are_all_told_of_at_once_and_their_second_frames_follow_within_200_milliseconds()
    {
        var start = _now;
        Announce(2_000);

        RunUntil(start + TimeSpan.FromSeconds(1));

        Assert.Equal(Enumerable.Repeat(start, 2_000), _sent.Take(2_000).Select(sent => sent.At));
        Assert.All(_sent.Take(2_000), sent => Assert.Equal(0, sent.Frame));
        Assert.Equal(4_000, _sent.Count);
        Assert.True(_sent[^1].At - start <= TimeSpan.FromMilliseconds(200), $"the last frame left after {_sent[^1].At - start}");
    }

    [Fact]
    public void No_second_sees_more_frames_than_the_rate_and_the_burst_allow()
    {
        var start = _now;
        Announce(10_000);

        RunUntil(start + TimeSpan.FromSeconds(10));

        var busiest = _sent.GroupBy(sent => (int)(sent.At - start).TotalSeconds).Max(second => second.Count());
        Assert.True(busiest <= 12_000, $"{busiest} frames in a second");
        Assert.True(
            _sent.First(sent => sent.Address == Address(9_999)).At - start <= TimeSpan.FromMilliseconds(800),
            "the last address is told of after 0.8 s");
    }

    // L-091: an address that falls silent between two frames of a round gets no second one.
    [Fact]
    public void A_silent_address_is_not_told_of()
    {
        Announce(1);
        _addresses.TryGet(Address(0), out var announced);
        _addresses.Set(Address(0), announced! with { IsSilent = true });

        RunUntil(_now + TimeSpan.FromSeconds(10));

        Assert.Empty(_sent);
    }

    private static IPAddressValue Address(int number) => new IPv4Address(0xC0000000 + (uint)number);

    private void Announce(int count)
    {
        for (var number = 0; number < count; number++)
        {
            _addresses.Set(Address(number), new AnnouncedAddress(1, [], new AddressCounters()));
            _sender.Announced(new GratuitousTarget(Address(number), Link.Index), epoch: 1, _now);
        }
    }

    // As the agent's loop does, whose timer has a resolution of a millisecond.
    private void RunUntil(TimeSpan end)
    {
        while (_sender.NextDue is { } due && due < end)
        {
            _now = due > _now ? TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)) : _now;
            while (_sender.SendNext(_now))
            {
            }
        }
    }
}
