using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Protocols.Arp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Ownership;

/// <summary>What the node has itself, and its gateway's address, is never told of, whatever was due.</summary>
public sealed class OwnershipKeeperTests : IOwnershipHost
{
    private static readonly IPAddressValue Address = new IPv4Address(0xC0A80164);
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private readonly List<string> _done = [];
    private readonly AddressCounters _counters = new();
    private readonly OwnershipKeeper _keeper;
    private Standing _protection = Standing.Announced;

    public OwnershipKeeperTests() => _keeper = new OwnershipKeeper(
        this, FrameBudget.ForAgent(), static _ => false, _ => _protection, NullLogger.Instance);

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

    void IOwnershipHost.Begin(IPAddressValue address, TimeSpan now) => _done.Add("Begin");

    void IOwnershipHost.Stop(IPAddressValue address) => _done.Add("Stop");

    int IOwnershipHost.CountLinks(IPAddressValue address) => 1;

    void IOwnershipHost.SendProbe(IPAddressValue address) => _done.Add("SendProbe");

    void IOwnershipHost.Defend(IPAddressValue address) => _done.Add("Defend");

    AddressCounters IOwnershipHost.CountersOf(IPAddressValue address) => _counters;
}
