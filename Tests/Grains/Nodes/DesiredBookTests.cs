using MetalOrleans.Domain.Addressing;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Grains.Nodes;

namespace MetalOrleans.Tests.Grains.Nodes;

public sealed class DesiredBookTests
{
    private static readonly Address Vip = Address.Parse("192.168.1.240");
    private static readonly Address Other = Address.Parse("192.168.1.241");

    private readonly DesiredBook _book = new();

    [Fact]
    public void Each_change_raises_the_version_by_one()
    {
        Assert.True(_book.Orders.Announce(Order(Vip, 1)));
        Assert.True(_book.Orders.Announce(Order(Other, 1)));
        Assert.True(_book.Orders.Withdraw(new AddressWithdrawal(Vip, new Epoch(2))));

        Assert.Equal(3UL, _book.Version);
    }

    [Fact]
    public void The_same_order_again_changes_nothing()
    {
        _book.Orders.Announce(Order(Vip, 1));

        Assert.False(_book.Orders.Announce(Order(Vip, 1)));
        Assert.Equal(1UL, _book.Version);
    }

    [Fact]
    public void An_order_older_than_the_one_held_is_ignored()
    {
        _book.Orders.Announce(Order(Vip, 5));

        Assert.False(_book.Orders.Announce(Order(Vip, 4)));
        Assert.Equal(new Epoch(5), Assert.Single(_book.Orders.All).Epoch);
    }

    [Fact]
    public void An_order_older_than_a_withdrawal_is_ignored()
    {
        _book.Orders.Announce(Order(Vip, 5));
        _book.Orders.Withdraw(new AddressWithdrawal(Vip, new Epoch(6)));

        Assert.False(_book.Orders.Announce(Order(Vip, 5)));
        Assert.Empty(_book.Orders.All);
    }

    [Fact]
    public void A_withdrawal_older_than_the_order_is_ignored()
    {
        _book.Orders.Announce(Order(Vip, 5));

        Assert.False(_book.Orders.Withdraw(new AddressWithdrawal(Vip, new Epoch(4))));
        Assert.Single(_book.Orders.All);
    }

    [Fact]
    public void Changes_since_a_version_name_each_address_once_with_its_latest_state()
    {
        _book.Orders.Announce(Order(Vip, 1));
        var version = _book.Version;
        _book.Orders.Announce(Order(Other, 1));
        _book.Orders.Announce(Order(Other, 2));
        _book.Orders.Withdraw(new AddressWithdrawal(Vip, new Epoch(2)));

        var change = _book.ChangesSince(version);

        Assert.Equal(_book.Version, change.ToVersion);
        Assert.Equal(Order(Other, 2).Epoch, Assert.Single(change.Announced).Epoch);
        Assert.Equal(Vip, Assert.Single(change.Withdrawn).Address);
    }

    [Fact]
    public void What_an_agent_acknowledged_is_not_kept()
    {
        _book.Orders.Announce(Order(Vip, 1));
        _book.Orders.Withdraw(new AddressWithdrawal(Vip, new Epoch(2)));
        _book.Forget(_book.Version);

        var change = _book.ChangesSince(_book.Version);

        Assert.Empty(change.Announced);
        Assert.Empty(change.Withdrawn);
    }

    [Fact]
    public void An_unknown_announcement_is_taken_over_while_agents_are_not_settled()
    {
        Assert.True(_book.Orders.Adopt(Vip, new Epoch(7), [], isUnknownKept: true));

        Assert.Equal(new Epoch(7), Assert.Single(_book.Orders.All).Epoch);
    }

    [Fact]
    public void An_unknown_announcement_is_left_to_be_withdrawn_once_agents_are_settled()
    {
        Assert.False(_book.Orders.Adopt(Vip, new Epoch(7), [], isUnknownKept: false));
        Assert.Empty(_book.Orders.All);
    }

    [Fact]
    public void A_withdrawal_that_the_agent_missed_is_not_undone_by_its_hello()
    {
        _book.Orders.Announce(Order(Vip, 1));
        _book.Orders.Withdraw(new AddressWithdrawal(Vip, new Epoch(2)));

        Assert.False(_book.Orders.Adopt(Vip, new Epoch(1), [], isUnknownKept: true));
        Assert.Empty(_book.Orders.All);
    }

    private static AddressOrder Order(Address address, ulong epoch) => new(address, new Epoch(epoch), []);
}
