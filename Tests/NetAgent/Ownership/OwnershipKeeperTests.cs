using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ownership;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Ownership;

/// <summary>
/// What the node has itself, and its gateway's address, is never told of, whatever was due; and what is asked for without a
/// silo.
/// </summary>
public sealed class OwnershipKeeperTests : IOwnershipHost
{
    private static readonly IPAddressValue Address = new IPv4Address(0xC0A80164);
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private readonly List<string> _done = [];
    private readonly AddressCounters _counters = new();
    private readonly OwnershipKeeper _keeper;
    private Standing _protection = Standing.Announced;
    private TimeSpan _now = Start;

    public OwnershipKeeperTests() => _keeper = new OwnershipKeeper(
        this, FrameBudget.ForAgent(), static _ => false, _ => _protection, new CutOffPatrol(new Random(1)), NullLogger.Instance);

    [Fact]
    public void A_defence_that_was_due_is_not_sent_for_an_address_that_has_become_the_gateways()
    {
        _keeper.Ordered(Address, isNew: false, Start);
        _keeper.Hear(new Claim(Address, ArpVectors.Client, IsProbe: false), Start);
        _protection = Standing.DefaultGateway;

        Assert.False(_keeper.Ordered(Address, isNew: false, Start));
        _keeper.Tick(Start + TimeSpan.FromMinutes(1));

        Assert.Equal(Standing.DefaultGateway, _keeper.StandingOf(Address).Standing);
        Assert.Empty(_done);
    }

    [Fact]
    public void An_address_is_given_up_as_soon_as_it_is_known_for_the_gateways_and_probed_for_when_it_is_no_more()
    {
        _keeper.Ordered(Address, isNew: false, Start);
        _protection = Standing.DefaultGateway;
        _keeper.Reexamine(Address, Start);
        Assert.Equal(["Stop"], _done);

        _protection = Standing.Announced;
        _keeper.Reexamine(Address, Start);
        _keeper.Tick(Start);

        Assert.Equal(["Stop", "SendProbe"], _done);
        Assert.Equal(Standing.Probing, _keeper.StandingOf(Address).Standing);
    }

    // A partition may have given the address to another node, whose rounds were over when this one could hear again.
    [Fact]
    [Trait("Invariant", "3")]
    public void Without_a_silo_an_announced_address_is_asked_for_after_growing_pauses_and_answered_for_all_the_while()
    {
        _keeper.Connected();
        _keeper.Ordered(Address, isNew: false, Start);
        RunUntil(Start + TimeSpan.FromMinutes(10));
        Assert.Empty(_done);

        var lost = Start + TimeSpan.FromMinutes(10);
        _keeper.CutOff(lost, lost);
        _keeper.CutOff(lost, lost + TimeSpan.FromSeconds(1));
        RunUntil(lost + TimeSpan.FromSeconds(4.9));
        Assert.Empty(_done);
        RunUntil(lost + TimeSpan.FromSeconds(7.5));
        Assert.Equal(["SendProbe"], _done);
        RunUntil(lost + TimeSpan.FromHours(1));

        // 5, 10, 20, 40 s, and then at most once a minute.
        Assert.InRange(_done.Count, 40, 63);
        Assert.All(_done, action => Assert.Equal("SendProbe", action));
        Assert.Equal(Standing.Announced, _keeper.StandingOf(Address).Standing);
        _done.Clear();
        _keeper.Connected();
        RunUntil(lost + TimeSpan.FromHours(2));
        Assert.Empty(_done);
    }

    [Fact]
    public void Without_a_silo_nothing_is_asked_for_where_nothing_is_ever_probed_for_or_nothing_is_announced()
    {
        _keeper.Configure(new OwnershipOptions { ProbeCount = 0 });
        _keeper.Ordered(Address, isNew: true, Start);
        _keeper.CutOff(Start, Start);
        RunUntil(Start + TimeSpan.FromMinutes(5));
        Assert.Empty(_done);

        _keeper.Connected();
        _keeper.Configure(OwnershipOptions.Default);
        _keeper.Ended(Address);
        _keeper.CutOff(Start, Start + TimeSpan.FromMinutes(5));
        RunUntil(Start + TimeSpan.FromMinutes(10));
        Assert.Empty(_done);
    }

    // Of two agents that lose the same silo one may have yielded before the other knows that it is gone.
    [Fact]
    [Trait("Invariant", "3")]
    public void A_member_that_claimed_an_address_before_the_loss_of_the_silo_was_known_is_asked_and_yielded_to_if_it_answers()
    {
        var claim = new Claim(Address, ArpVectors.Interface, IsProbe: false);
        _keeper.Connected();
        _keeper.Apply(Members.Joined("other", ArpVectors.Interface), Start);
        _keeper.Ordered(Address, isNew: false, Start);
        _keeper.Hear(claim, Start + TimeSpan.FromMilliseconds(100));
        var known = Start + TimeSpan.FromMilliseconds(400);
        _keeper.CutOff(Start, known);
        RunUntil(known);

        Assert.Equal(["SendProbe"], _done);
        Assert.Equal(Standing.Announced, _keeper.StandingOf(Address).Standing);

        _keeper.Hear(claim, known + TimeSpan.FromMilliseconds(1));
        Assert.Equal(["SendProbe", "Stop"], _done);
        Assert.Equal(Standing.Yielded, _keeper.StandingOf(Address).Standing);
    }

    [Fact]
    [Trait("Invariant", "3")]
    public void Where_nothing_is_ever_probed_for_a_member_that_claimed_an_address_since_the_silo_was_heard_of_is_yielded_to_at_once()
    {
        _keeper.Configure(new OwnershipOptions { ProbeCount = 0 });
        _keeper.Connected();
        _keeper.Apply(Members.Joined("other", ArpVectors.Interface), Start);
        _keeper.Ordered(Address, isNew: false, Start);
        _keeper.Hear(new Claim(Address, ArpVectors.Interface, IsProbe: false), Start);
        _keeper.CutOff(Start, Start);

        Assert.Equal(["Stop"], _done);
        Assert.Equal(Standing.Yielded, _keeper.StandingOf(Address).Standing);
    }

    // As the agent's loop does.
    private void RunUntil(TimeSpan end)
    {
        while (_keeper.NextDue is { } due && due <= end)
        {
            _now = due > _now ? due : _now;
            _keeper.Tick(_now);
        }
    }

    void IOwnershipHost.Begin(IPAddressValue address, TimeSpan now) => _done.Add("Begin");

    void IOwnershipHost.Stop(IPAddressValue address) => _done.Add("Stop");

    int IOwnershipHost.CountLinks(IPAddressValue address) => 1;

    void IOwnershipHost.SendProbe(IPAddressValue address) => _done.Add("SendProbe");

    void IOwnershipHost.Defend(IPAddressValue address) => _done.Add("Defend");

    AddressCounters IOwnershipHost.CountersOf(IPAddressValue address) => _counters;
}
