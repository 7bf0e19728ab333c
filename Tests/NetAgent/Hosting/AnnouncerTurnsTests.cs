using System.Net;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Hosting;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Hosting;

/// <summary>The families share one rate, and neither waits for the other's addresses: docs/ownership.md states the bound.</summary>
[Trait("Ref", "Q-14")]
public sealed class AnnouncerTurnsTests
{
    private const int PerSecond = 10_000;
    private const int Burst = 2_000;

    // A refused frame waits for a tenth of the burst, 20 ms, and for a timer of whole milliseconds.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(22);

    private static readonly LinkState Eth0 = new(
        2, "eth0", LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.LowerUp, LinkState.Ethernet, ArpVectors.Interface, Master: 0);

    private readonly Dictionary<IPAddressValue, TimeSpan> _firstSent = [];
    private readonly Announcer _announcer;
    private TimeSpan _now = TimeSpan.FromHours(1);
    private ulong _version;

    public AnnouncerTurnsTests()
    {
        _announcer = new Announcer(
            [
                new RecordingProtocol("ARP", 2, static address => address.IsIPv4, Sent),
                new RecordingProtocol("NDP", 1, static address => !address.IsIPv4, Sent),
            ],
            new AnnouncedAddresses(),
            InterfaceExclusions.None,
            NullLogger<Announcer>.Instance);
        _announcer.Apply(new LinkMessage.Present(Eth0), _now);
    }

    [Theory]
    [InlineData(5_000, 5_000)]
    [InlineData(9_999, 1)]
    [InlineData(1, 9_999)]
    [InlineData(9_000, 1_000)]
    [InlineData(1_000, 9_000)]
    public void An_address_waits_for_no_more_frames_of_the_other_family_than_of_its_own(int countIPv4, int countIPv6)
    {
        var start = _now;
        var families = new[]
        {
            (Addresses: Addresses("10.0.0.0", countIPv4), OtherFrames: countIPv6),
            (Addresses: Addresses("2001:db8::", countIPv6), OtherFrames: 2 * countIPv4),
        };
        Order([.. families.SelectMany(family => family.Addresses)]);

        RunUntil(start + TimeSpan.FromSeconds(2));

        foreach (var (addresses, otherFrames) in families)
        {
            for (var index = 0; index < addresses.Length; index++)
            {
                var before = index + Math.Min(index, otherFrames);
                var bound = TimeSpan.FromSeconds(Math.Max(0, before + 1 - Burst) / (double)PerSecond) + Slack;
                var waited = _firstSent[IPAddressValue.From(addresses[index])] - start;
                Assert.True(waited <= bound, $"{addresses[index]} waited {waited} and not at most {bound}");
            }
        }
    }

    [Theory]
    [InlineData("10.0.0.0", "2001:db8::")]
    [InlineData("2001:db8::", "10.0.0.0")]
    public void An_address_does_not_wait_for_the_other_familys_thousands_that_are_under_way(string many, string one)
    {
        Order(Addresses(many, 10_000));
        RunUntil(_now + TimeSpan.FromMilliseconds(500));
        var start = _now;
        var address = Addresses(one, 1);
        Order(address);

        RunUntil(start + TimeSpan.FromSeconds(1));

        var waited = _firstSent[IPAddressValue.From(address[0])] - start;
        Assert.True(waited <= Slack, $"it waited {waited}");
    }

    private static IPAddress[] Addresses(string first, int count) =>
    [
        .. Enumerable.Range(1, count).Select(number =>
        {
            var octets = IPAddress.Parse(first).GetAddressBytes();
            (octets[^2], octets[^1]) = ((byte)(number >> 8), (byte)number);
            return new IPAddress(octets);
        }),
    ];

    private void Sent(IPAddressValue address, int frame) => _firstSent.TryAdd(address, _now);

    private void Order(IPAddress[] addresses)
    {
        var difference = new Difference { FromVersion = _version, ToVersion = ++_version };
        difference.Announced.AddRange(addresses.Select(
            address => new Announcement { Address = ByteString.CopyFrom(address.GetAddressBytes()), Epoch = 1 }));
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
    }
}
