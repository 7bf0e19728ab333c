using System.Net;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Hosting;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Hosting;

/// <summary>What the silo says of gratuitous frames is done .</summary>
[Trait("Ref", "Q-14")]
public sealed class AnnouncerSettingsTests
{
    private readonly List<TimeSpan> _sent = [];
    private readonly Announcer _announcer;
    private TimeSpan _now = TimeSpan.FromHours(1);

    public AnnouncerSettingsTests()
    {
        _announcer = new Announcer(
            [
                new RecordingProtocol("ARP", 1, static address => address.IsIPv4, (_, _) => _sent.Add(_now)),
                new RecordingProtocol("NDP", 1, static address => !address.IsIPv4, (_, _) => _sent.Add(_now)),
            ],
            new AnnouncedAddresses(),
            InterfaceExclusions.None,
            NullLogger<Announcer>.Instance);
        _announcer.Apply(
            new LinkMessage.Present(new LinkState(
                2, "eth0", LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.LowerUp, LinkState.Ethernet, ArpVectors.Interface, Master: 0)),
            _now);
    }

    [Theory]
    [InlineData("192.168.1.240")]
    [InlineData("2001:db8::f0")]
    public void A_refresh_repeats_after_the_first_rounds_and_without_one_nothing_does(string address)
    {
        var start = _now;
        Order(1, address);
        RunUntil(start + TimeSpan.FromMinutes(5));
        Assert.Equal([0, 1100, 2200, 3300, 4400], _sent.Select(at => (at - start).TotalMilliseconds));

        _sent.Clear();
        start = _now;
        Configure(new OwnershipSettings { RefreshMilliseconds = 60_000, FramesPerSecond = 10_000, FrameBurst = 2_000 });
        Order(2, address);
        RunUntil(start + TimeSpan.FromMinutes(3));

        Assert.Equal([0, 1100, 2200, 3300, 4400, 64_400, 124_400], _sent.Select(at => (at - start).TotalMilliseconds));
    }

    [Fact]
    public void A_lower_rate_holds_from_the_moment_it_is_told()
    {
        var start = _now;
        Configure(new OwnershipSettings { FramesPerSecond = 100, FrameBurst = 20 });
        Order(1, [.. Enumerable.Range(1, 100).Select(number => $"192.168.2.{number}")]);

        RunUntil(start + TimeSpan.FromSeconds(1.05));

        Assert.Equal(100, _sent.Count);
        Assert.Equal(20, _sent.Count(at => at == start));
        Assert.InRange((_sent[^1] - start).TotalMilliseconds, 790, 830);
    }

    private void Configure(OwnershipSettings settings) => _announcer.Configure(settings);

    private void Order(ulong epoch, params string[] addresses)
    {
        var difference = new Difference { FromVersion = epoch - 1, ToVersion = epoch };
        difference.Announced.AddRange(addresses.Select(address => new Announcement
        {
            Address = ByteString.CopyFrom(IPAddress.Parse(address).GetAddressBytes()),
            Epoch = epoch,
        }));
        _announcer.Apply(difference, _now);
    }

    // As the agent's loop does, whose timer has a resolution of a millisecond.
    private void RunUntil(TimeSpan end)
    {
        while (_announcer.NextDue is { } due && due < end)
        {
            _now = due > _now ? TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)) : _now;
            _announcer.Tick(_now);
        }

        _now = end;
    }
}
