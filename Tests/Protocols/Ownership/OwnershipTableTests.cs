using MetalOrleans.Protocols.Ownership;
using static MetalOrleans.Tests.Protocols.Ownership.OwnershipStory;

namespace MetalOrleans.Tests.Protocols.Ownership;

public sealed class OwnershipTableTests
{
    private readonly OwnershipTable<string> _table = new(OwnershipOptions.Default);

    [Fact]
    public void Names_the_addresses_that_are_due_in_the_order_of_their_orders()
    {
        _table.Ordered("b", isNew: true, At(0));
        _table.Ordered("a", isNew: true, At(0));
        _table.Ordered("c", isNew: false, At(0));

        Assert.Equal(At(0), _table.NextDue);
        Assert.Equal(["b", "a"], [TakeDue(0), TakeDue(0)]);
        Assert.False(_table.TryPeekDue(At(49), out _));
        Assert.Equal(At(50), _table.NextDue);
    }

    [Fact]
    public void An_address_at_rest_or_without_an_order_is_never_due()
    {
        _table.Ordered("a", isNew: true, At(0));
        _table.Ended("a");
        _table.Ordered("b", isNew: false, At(0));

        Assert.Null(_table.NextDue);
        Assert.Equal(OwnershipActions.None, _table.Handle("a", new OwnershipEvent.StrangerClaimed(Stranger), At(1)));
        Assert.Equal(["b"], _table.States.Keys);
    }

    [Fact]
    public void A_claim_moves_the_moment_of_its_address_and_of_no_other()
    {
        _table.Ordered("a", isNew: true, At(0));
        _table.Ordered("b", isNew: true, At(0));
        TakeDue(0);
        TakeDue(0);

        _table.Handle("a", new OwnershipEvent.StrangerClaimed(Stranger), At(10));

        Assert.Equal("b", TakeDue(50));
        Assert.False(_table.TryPeekDue(At(99), out _));
        Assert.Equal(OwnershipPhase.Conflict, _table.States["a"].Phase);
    }

    private static TimeSpan At(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private string TakeDue(double milliseconds)
    {
        Assert.True(_table.TryPeekDue(At(milliseconds), out var address));
        _table.Handle(address, OwnershipEvent.Ticked.Instance, At(milliseconds));
        return address;
    }
}
