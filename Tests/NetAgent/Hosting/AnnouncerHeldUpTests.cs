using System.Net;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Hosting;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Hosting;

/// <summary>
/// An agent whose process was held up may find its addresses given to another node, and no silo to say so: the silo was lost
/// too.
/// </summary>
[Trait("Invariant", "3")]
public sealed class AnnouncerHeldUpTests
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMilliseconds(400);
    private static readonly IPAddress Address = IPAddress.Parse("192.168.1.240");

    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _sent = [];
    private readonly AnswerGate _gate;
    private readonly Announcer _announcer;

    public AnnouncerHeldUpTests()
    {
        _gate = new AnswerGate(_time);
        _announcer = new Announcer(
            [
                new RecordingProtocol("ARP", 1, static _ => true, (_, _) => _sent.Add("round")) { Probed = _ => _sent.Add("probe") },
            ],
            new AnnouncedAddresses(_gate),
            InterfaceExclusions.None,
            NullLogger<Announcer>.Instance,
            _gate);
        _announcer.Apply(
            new LinkMessage.Present(new LinkState(
                2, "eth0", LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.LowerUp, LinkState.Ethernet, ArpVectors.Interface, Master: 0)),
            Now);
        _announcer.Connected();
        _announcer.Apply(Members.Joined("other", ArpVectors.Client), Now);
        _announcer.Apply(
            new Difference
            {
                FromVersion = 0,
                ToVersion = 1,
                Announced = { new Announcement { Address = ByteString.CopyFrom(Address.GetAddressBytes()), Epoch = 1 } },
            },
            Now);
        Pass(TimeSpan.FromSeconds(10));
        _sent.Clear();
    }

    private TimeSpan Now => _time.GetElapsedTime(0);

    [Fact]
    public void Without_a_silo_it_probes_before_it_speaks_again()
    {
        HoldUp(TimeSpan.FromSeconds(2));
        _announcer.CutOff(Now - TimeSpan.FromSeconds(2), Now);

        Pass((SilenceMax / 2) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_sent);
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["probe"], _sent);
        Assert.Equal(Standing.Probing, _announcer.StandingOf(Address).Standing);
        Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(["probe", "probe", "probe", "round"], _sent);
        Assert.Equal(Standing.Announced, _announcer.StandingOf(Address).Standing);
    }

    [Fact]
    public void Without_a_silo_it_yields_to_the_member_that_answers()
    {
        HoldUp(TimeSpan.FromSeconds(2));
        _announcer.CutOff(Now - TimeSpan.FromSeconds(2), Now);
        Pass(SilenceMax / 2);

        _announcer.Hear(new Claim(IPAddressValue.From(Address), ArpVectors.Client, IsProbe: false), Now);
        Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(["probe"], _sent);
        Assert.Equal((Standing.Yielded, ArpVectors.Client), _announcer.StandingOf(Address));
    }

    [Fact]
    public void A_silo_that_was_heard_meanwhile_would_have_said_so()
    {
        HoldUp(TimeSpan.FromSeconds(2));

        Pass(TimeSpan.FromMinutes(1));

        Assert.Empty(_sent);
        Assert.Equal(Standing.Announced, _announcer.StandingOf(Address).Standing);
    }

    // As the agent's loop does.
    private void HoldUp(TimeSpan time)
    {
        _gate.Beat(SilenceMax);
        _time.Advance(time);
        Assert.Equal(time, _gate.Beat(SilenceMax));
        _announcer.HeldUp(Now);
    }

    private void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (_announcer.NextDue is { } due && due <= end)
        {
            _time.Advance(due > Now ? due - Now : TimeSpan.Zero);
            _gate.Beat(silenceMax: null);
            _announcer.Tick(Now);
        }

        _time.Advance(end - Now);
        _gate.Beat(silenceMax: null);
    }
}
