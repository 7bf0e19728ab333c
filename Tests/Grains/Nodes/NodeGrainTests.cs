using MetalOrleans.Domain.Addressing;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Tests.Grains.Support;

namespace MetalOrleans.Tests.Grains.Nodes;

public sealed class NodeGrainTests : IAsyncLifetime
{
    private static readonly Address Vip = Address.Parse("192.168.1.240");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private GrainHost _host = null!;

    private INodeGrain Node => _host.Grains.GetGrain<INodeGrain>("node1");

    public async Task InitializeAsync() => _host = await GrainHost.StartAsync(GrainHost.View("192.168.1.240/32", "node1"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_waiting_agent_hears_of_an_order_as_soon_as_it_is_given()
    {
        var state = await Node.ConnectAsync([], default);
        var waiting = Node.WaitForChangesAsync(state.Session, state.Version, default);

        await Node.AnnounceAsync(new AddressOrder(Vip, new Epoch(1), []), default);
        var change = await waiting.WaitAsync(Patience);

        Assert.Equal(state.Version, change.FromVersion);
        Assert.Equal(state.Version + 1, change.ToVersion);
        Assert.Equal(Vip, Assert.Single(change.Announced).Address);
    }

    [Fact]
    public async Task An_agent_that_lags_behind_hears_everything_it_missed_at_once()
    {
        var state = await Node.ConnectAsync([], default);
        await Node.AnnounceAsync(new AddressOrder(Vip, new Epoch(1), []), default);
        await Node.WithdrawAsync(new AddressWithdrawal(Vip, new Epoch(2)), default);

        var change = await Node.WaitForChangesAsync(state.Session, state.Version, default);

        Assert.Empty(change.Announced);
        Assert.Equal(new Epoch(2), Assert.Single(change.Withdrawn).Epoch);
    }

    [Fact]
    public async Task A_second_agent_of_the_same_node_ends_the_first_ones_session()
    {
        var first = await Node.ConnectAsync([], default);
        var waiting = Node.WaitForChangesAsync(first.Session, first.Version, default);

        await Node.ConnectAsync([], default);

        Assert.True((await waiting.WaitAsync(Patience)).IsSuperseded);
    }

    [Fact]
    public async Task What_the_agent_says_of_an_address_that_is_not_ordered_any_more_is_not_remembered() // T-108
    {
        var state = await Node.ConnectAsync([], default);
        await Node.AnnounceAsync(new AddressOrder(Vip, new Epoch(1), []), default);
        await Node.WithdrawAsync(new AddressWithdrawal(Vip, new Epoch(2)), default);

        await Node.ReportAsync(
            state.Session,
            [
                new AddressObservation(Vip, new Epoch(1), [], 3, 3, 4, AreInterfacesMissing: true)
                {
                    Standing = AddressStanding.Conflict,
                },
            ],
            default);

        Assert.Empty((await Node.DescribeAsync(default)).Observed);
        Assert.Empty(_host.Services.Events);
    }

    [Fact]
    public async Task The_late_end_of_an_earlier_session_does_not_disconnect_the_present_one()
    {
        var first = await Node.ConnectAsync([], default);
        await Node.ConnectAsync([], default);

        await Node.DisconnectAsync(first.Session, default);

        Assert.True((await Node.DescribeAsync(default)).IsConnected);
    }

    [Fact]
    public async Task Orders_given_while_no_agent_is_there_are_in_its_first_snapshot()
    {
        await Node.AnnounceAsync(new AddressOrder(Vip, new Epoch(1), []), default);

        var state = await Node.ConnectAsync([], default);

        Assert.Equal(Vip, Assert.Single(state.Announcements).Address);
    }
}
