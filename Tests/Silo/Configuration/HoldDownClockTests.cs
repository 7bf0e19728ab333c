using MetalOrleans.Domain.Nodes;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Configuration;

/// <summary>The hold-down's clock, and what it makes of the silo's view.</summary>
public sealed class HoldDownClockTests : IDisposable
{
    private static readonly TimeSpan _holdDown = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly ClusterViewStore _views = new();
    private readonly HoldDownClock _clock;

    public HoldDownClockTests()
    {
        _clock = new HoldDownClock(
            _views,
            new SiloOptions { StateDirectory = "", Layer2 = new Layer2Options { HoldDown = _holdDown } },
            _time);
        _clock.Start();
    }

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void A_node_is_held_back_in_the_very_view_in_which_it_returns()
    {
        var seen = new List<string>();
        _views.Observe((_, after) => seen.Add($"{string.Join(',', after.Agents)}|{string.Join(',', after.HeldNodes)}"));

        Join("node-a");
        _time.Advance(_holdDown - TimeSpan.FromMilliseconds(1));
        Join("node-b");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _time.Advance(_holdDown);

        Assert.Equal(["node-a|node-a", "node-a,node-b|node-a,node-b", "node-a,node-b|node-b", "node-a,node-b|"], seen);
    }

    [Fact]
    public void Nothing_wakes_anybody_while_nothing_changes() // invariant 10
    {
        Join("node-a");
        _time.Advance(_holdDown);
        var version = _views.Current.Version;

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(version, _views.Current.Version);
        Assert.Equal(0, _time.ArmedTimerCount);
    }

    [Fact]
    public void A_new_request_on_a_node_ends_its_hold_down_and_one_that_was_there_before_does_not()
    {
        SetRequest("monday");
        Join("node-a");
        Assert.Contains("node-a", _views.Current.HeldNodes);

        SetRequest("tuesday");

        Assert.Empty(_views.Current.HeldNodes);
    }

    private void Join(string node) => _views.Update(view => view with { Agents = view.Agents.Add(node) });

    private void SetRequest(string value) => _views.Update(view => view with
    {
        Nodes = view.Nodes.SetItem("node-a", new ClusterNode { Name = "node-a", RebalanceRequest = value }),
    });
}
