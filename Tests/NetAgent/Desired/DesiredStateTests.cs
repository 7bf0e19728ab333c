using System.Net;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Desired;

namespace MetalOrleans.Tests.NetAgent.Desired;

public sealed class DesiredStateTests
{
    private const string A = "192.0.2.10";
    private const string B = "192.0.2.11";
    private const string V6 = "2001:db8::10";

    private readonly DesiredState _state = new();

    [Fact]
    public void A_snapshot_announces_what_it_lists_and_withdraws_the_rest()
    {
        _state.Apply(Snapshot((A, 1), (B, 1)));

        var change = _state.Apply(Snapshot((B, 1), (V6, 1)));

        Assert.Equal([IPAddress.Parse(V6)], change.Announced.Select(announced => announced.Address));
        Assert.Equal([IPAddress.Parse(A)], change.Withdrawn.ToArray());
        Assert.Equal(2, _state.Orders.Count);
    }

    // Invariant 10: a silo that comes back with what we have causes nothing.
    [Fact]
    public void The_same_snapshot_again_changes_nothing()
    {
        _state.Apply(Snapshot((A, 1), (B, 2)));

        var change = _state.Apply(Snapshot((B, 2), (A, 1)));

        Assert.Empty(change.Announced);
        Assert.Empty(change.Withdrawn);
        Assert.Empty(change.Stale);
    }

    // Invariant 3.
    [Theory]
    [Trait("Ref", "Invariant-3")]
    [InlineData(true)]
    [InlineData(false)]
    public void An_older_order_is_ignored_and_named(bool bySnapshot)
    {
        _state.Apply(Snapshot((A, 5)));

        var change = bySnapshot ? _state.Apply(Snapshot((A, 4))) : _state.Apply(Announce((A, 4)));

        Assert.Equal(Octets(A), Assert.Single(change.Stale));
        Assert.Empty(change.Announced);
        Assert.Empty(change.Withdrawn);
        Assert.Equal(5UL, _state.Orders[IPAddress.Parse(A)].Epoch);
    }

    [Fact]
    [Trait("Ref", "Invariant-3")]
    public void An_older_withdrawal_is_ignored_and_named()
    {
        _state.Apply(Snapshot((A, 5)));

        var change = _state.Apply(Withdraw((A, 4)));

        Assert.Equal(Octets(A), Assert.Single(change.Stale));
        Assert.Single(_state.Orders);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void A_withdrawal_as_new_as_the_order_ends_it(ulong epoch)
    {
        _state.Apply(Snapshot((A, 5)));

        Assert.Equal([IPAddress.Parse(A)], _state.Apply(Withdraw((A, epoch))).Withdrawn.ToArray());
        Assert.Empty(_state.Orders);
    }

    // A silo that lost its lease cannot bring back what its successor has moved away.
    [Fact]
    [Trait("Ref", "Invariant-3")]
    public void A_withdrawn_address_does_not_come_back_under_an_older_epoch()
    {
        _state.Apply(Snapshot((A, 5)));
        _state.Apply(Withdraw((A, 8)));

        Assert.Single(_state.Apply(Snapshot((A, 7))).Stale);
        Assert.Empty(_state.Orders);
        Assert.Single(_state.Apply(Announce((A, 8))).Announced);
    }

    [Fact]
    public void Other_interfaces_under_the_same_epoch_are_a_change()
    {
        _state.Apply(Snapshot((A, 5)));
        var message = Announce((A, 5));
        message.Announced[0].Interfaces.AddRange(["eth1", "eth0"]);

        var announced = Assert.Single(_state.Apply(message).Announced);

        Assert.Equal(["eth0", "eth1"], announced.Order.Interfaces.ToArray());
        Assert.Empty(announced.Before!.Interfaces);
        Assert.Empty(_state.Apply(message).Announced);
    }

    [Fact]
    public void An_address_of_an_odd_length_is_counted_and_passed_over()
    {
        var message = Announce((A, 1));
        message.Announced.Add(new Announcement { Address = ByteString.CopyFrom(1, 2, 3), Epoch = 1 });
        message.Withdrawn.Add(new Withdrawal { Epoch = 1 });

        var change = _state.Apply(message);

        Assert.Equal(2, change.UnreadableCount);
        Assert.Single(change.Announced);
    }

    [Fact]
    public void Moving_many_addresses_keeps_a_bounded_memory_of_them()
    {
        for (var count = 0; count < 5_000; count++)
        {
            var address = $"10.0.{count / 256}.{count % 256}";
            _state.Apply(Announce((address, 9)));
            _state.Apply(Withdraw((address, 9)));
        }

        // The newest are remembered, the oldest forgotten.
        Assert.Single(_state.Apply(Announce(("10.0.19.135", 8))).Stale);
        Assert.Empty(_state.Apply(Announce(("10.0.0.0", 8))).Stale);
    }

    private static ByteString Octets(string address) => ByteString.CopyFrom(IPAddress.Parse(address).GetAddressBytes());

    private static Snapshot Snapshot(params (string Address, ulong Epoch)[] orders)
    {
        var snapshot = new Snapshot { Version = 1 };
        snapshot.Announcements.AddRange(orders.Select(Announcement));
        return snapshot;
    }

    private static Difference Announce(params (string Address, ulong Epoch)[] orders)
    {
        var difference = new Difference();
        difference.Announced.AddRange(orders.Select(Announcement));
        return difference;
    }

    private static Difference Withdraw(params (string Address, ulong Epoch)[] orders)
    {
        var difference = new Difference();
        difference.Withdrawn.AddRange(
            orders.Select(order => new Withdrawal { Address = Octets(order.Address), Epoch = order.Epoch }));
        return difference;
    }

    private static Announcement Announcement((string Address, ulong Epoch) order) =>
        new() { Address = Octets(order.Address), Epoch = order.Epoch };
}
