using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Tests.Grains.Support;

namespace MetalOrleans.Tests.Silo.Controllers;

public sealed class AddressConflictsTests
{
    private static readonly AddressPool Pool = GrainHost.Pool("first", "192.0.2.0-192.0.2.100");

    private readonly AddressConflicts _conflicts = new();

    [Fact]
    public void A_pool_names_its_conflicts_and_no_other_pools()
    {
        _conflicts.Set(Observation("192.0.2.10", AddressStanding.Conflict), "node1");
        _conflicts.Set(Observation("198.51.100.1", AddressStanding.Conflict), "node1");

        var condition = _conflicts.ConditionOf(Pool);

        Assert.Equal(("True", "Conflict"), (condition.Status, condition.Reason));
        Assert.Equal(
            "address \"192.0.2.10\" is in use by 02:00:00:00:00:66: node \"node1\" does not announce it", condition.Message);
    }

    [Fact]
    public void Many_conflicts_are_counted_rather_than_named()
    {
        for (var last = 1; last <= 8; last++)
        {
            _conflicts.Set(Observation($"192.0.2.{last}", AddressStanding.Contested), "node1");
        }

        Assert.EndsWith("; and 3 more", _conflicts.ConditionOf(Pool).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conflict_ends_when_its_node_announces_or_another_node_does()
    {
        _conflicts.Set(Observation("192.0.2.10", AddressStanding.Conflict), "node1");
        _conflicts.Set(Observation("192.0.2.11", AddressStanding.Conflict), "node1");

        Assert.False(_conflicts.Set(Observation("192.0.2.10", AddressStanding.Announced), "node2"));
        Assert.False(_conflicts.Set(Observation("192.0.2.10", AddressStanding.Probing), "node1"));
        Assert.True(_conflicts.Set(Observation("192.0.2.10", AddressStanding.Announced), "node1"));
        _conflicts.Forget(Address.Parse("192.0.2.11"), "node1");
        Assert.Equal("True", _conflicts.ConditionOf(Pool).Status);
        _conflicts.Forget(Address.Parse("192.0.2.11"), "node2");
        Assert.Equal("False", _conflicts.ConditionOf(Pool).Status);
    }

    [Fact]
    public void Nothing_is_told_when_nothing_changed()
    {
        var changes = 0;
        _conflicts.Observe(() => changes++);

        _conflicts.Set(Observation("192.0.2.10", AddressStanding.Announced), "node1");
        _conflicts.Forget(Address.Parse("192.0.2.10"), announcer: null);

        Assert.Equal(0, changes);
    }

    private static AddressObservation Observation(string address, AddressStanding standing) =>
        new(Address.Parse(address), new Epoch(1), [], 0, 0, 0, AreInterfacesMissing: false)
        {
            Standing = standing,
            Claimant = "02:00:00:00:00:66",
        };
}
