using MetalOrleans.Agent.Contracts;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>What the silo makes of agents that hear no answer for another agent's address.</summary>
public sealed class SelfProbeTests : IAsyncLifetime
{
    private const int Enough = 12;

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;

    /// <summary>Addresses move for no other reason than deafness.</summary>
    public async Task InitializeAsync() => _silo = await StandaloneSilo.StartAsync(
        _directory,
        new Layer2Options
        {
            HandOverTimeout = TimeSpan.FromMinutes(10),
            HoldDown = TimeSpan.FromHours(1),
            SelfProbeInterval = TimeSpan.FromMilliseconds(50),
        });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task An_announcer_that_two_agents_do_not_hear_loses_its_address_make_before_break_and_the_Service_says_why()
    {
        await using var deaf = await AnnounceOnAsync("node1");
        await using var second = await JoinAsync("node2", 2);
        await using var third = await JoinAsync("node3", 3);

        var fromSecond = second.AnswerProbesAsync(SelfProbeOutcome.Silent, int.MaxValue);
        var fromThird = third.AnswerProbesAsync(SelfProbeOutcome.Silent, int.MaxValue);
        var first = await Task.WhenAny(fromSecond, fromThird);
        var (version, order) = (await first)!.Value;
        await (first == fromSecond ? second : third).AcknowledgeAsync(version);

        Assert.Equal(order.Address, Assert.Single(await deaf.HearWithdrawalsAsync()).Address);
        var events = await _silo.Client.WaitForAsync<Event>(
            "a warning on the Service", found => found.Any(happened => happened.Reason == "announcerDeaf"));
        var warning = events.First(happened => happened.Reason == "announcerDeaf");
        Assert.Equal(("Warning", "nginx"), (warning.Type, warning.InvolvedObject.Name));
        Assert.Contains("node \"node1\"", warning.Message, StringComparison.Ordinal);
        // The other one goes on being asked until the end of the test.
        _ = fromSecond.ContinueWith(static task => task.Exception, TaskScheduler.Default);
        _ = fromThird.ContinueWith(static task => task.Exception, TaskScheduler.Default);
    }

    [Fact]
    public async Task An_announcer_that_one_of_two_agents_hears_keeps_its_address()
    {
        await using var announcer = await AnnounceOnAsync("node1");
        await using var hearing = await JoinAsync("node2", 2);
        await using var deaf = await JoinAsync("node3", 3);

        var moved = await Task.WhenAll(
            hearing.AnswerProbesAsync(SelfProbeOutcome.Answered, Enough), deaf.AnswerProbesAsync(SelfProbeOutcome.Silent, Enough));

        Assert.All(moved, order => Assert.Null(order));
    }

    [Fact]
    public async Task An_announcer_that_says_that_it_is_silent_is_not_deaf()
    {
        await using var announcer = await AnnounceOnAsync("node1", Standing.Conflict);
        await using var second = await JoinAsync("node2", 2);
        await using var third = await JoinAsync("node3", 3);

        var moved = await Task.WhenAll(
            second.AnswerProbesAsync(SelfProbeOutcome.Silent, Enough), third.AnswerProbesAsync(SelfProbeOutcome.Silent, Enough));

        Assert.All(moved, order => Assert.Null(order));
    }

    [Theory]
    [InlineData(60, 10, 6000)]
    [InlineData(60, 0, 60_000)]
    [InlineData(60, 2000, 30)]
    [InlineData(1, 2000, 20)]
    public void Probes_are_spread_over_the_interval_and_never_more_than_fifty_a_second(int interval, int addresses, int pause) =>
        Assert.Equal(TimeSpan.FromMilliseconds(pause), SelfProbeController.Pause(TimeSpan.FromSeconds(interval), addresses));

    private async Task<RawAgent> JoinAsync(string node, byte mac)
    {
        var agent = await RawAgent.JoinAsync(_silo, node);
        await agent.SayInterfaceAsync("eth0", carrier: true, mac: mac);
        return agent;
    }

    /// <summary>An agent that is the only one, and says how it announces the only address.</summary>
    private async Task<RawAgent> AnnounceOnAsync(string node, Standing standing = Standing.Announced)
    {
        var agent = await JoinAsync(node, 1);
        await _silo.ServeAsync("nginx", "node1", "node2", "node3");
        var (version, order) = (await agent.AnswerProbesAsync(SelfProbeOutcome.Unasked, 1))!.Value;
        await agent.AcknowledgeAsync(version);
        var state = new AnnouncementState { Address = order.Address, Epoch = order.Epoch, Standing = standing };
        if (standing == Standing.Announced)
        {
            state.Interfaces.Add("eth0");
        }

        await agent.SayAsync(new AgentMessage { ObservedState = new ObservedState { Announcements = { state } } });
        return agent;
    }
}
