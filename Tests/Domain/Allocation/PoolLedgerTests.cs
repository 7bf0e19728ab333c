using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Allocation;

public sealed class PoolLedgerTests
{
    private static readonly AddressPool _pool = Given.Pool("p", "10.0.0.8-10.0.0.10", "10.0.0.1-10.0.0.2", "fc00::/126");

    [Fact]
    public void Gives_the_lowest_free_address_range_by_range_in_the_order_given()
    {
        var (first, ledger) = PoolLedger.Empty.Allocate(_pool, Ask("a"));
        var (_, full) = ledger.Allocate(_pool, Ask("b"));
        (_, full) = full.Allocate(_pool, Ask("c"));
        var (fourth, _) = full.Allocate(_pool, Ask("d"));
        var (reused, _) = full.Release(Key("b")).Allocate(_pool, Ask("d"));

        Assert.Equal("10.0.0.8", Text(first));
        Assert.Equal("10.0.0.1", Text(fourth));
        Assert.Equal("10.0.0.9", Text(reused));
    }

    [Fact]
    public void Answers_a_repeat_with_the_same_addresses_and_the_same_ledger() // A-008, invariant 10
    {
        var (_, before) = PoolLedger.Empty.Allocate(_pool, Ask("a"));
        var (_, ledger) = before.Allocate(_pool, Ask("b"));
        ledger = ledger.Release(Key("a"));

        var (again, next) = ledger.Allocate(_pool, Ask("b"));

        Assert.Equal("10.0.0.9", Text(again));
        Assert.Same(ledger, next);
    }

    [Fact]
    public void Gives_one_address_of_each_wanted_family_in_the_order_wanted()
    {
        var (result, ledger) = PoolLedger.Empty.Allocate(_pool, Ask("a", IPFamily.IPv6, IPFamily.IPv4));

        Assert.Equal("fc00:: 10.0.0.8", Text(result));
        Assert.Equal(result.Addresses.AsEnumerable(), ledger.HeldBy(Key("a")));
        Assert.Equal(1, ledger.InUse(IPFamily.IPv4));
        Assert.Equal(1, ledger.InUse(IPFamily.IPv6));
    }

    [Fact]
    public void Keeps_the_family_it_has_when_the_other_joins() // S-091
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Ask("a"));
        (_, ledger) = ledger.Allocate(_pool, Ask("b"));

        var (result, _) = ledger.Release(Key("a")).Allocate(_pool, Ask("b", IPFamily.IPv4, IPFamily.IPv6));

        Assert.Equal("10.0.0.9 fc00::", Text(result));
    }

    [Theory]
    [InlineData("IPv4", "no available IPs in pool p for ipv4 IPFamily", true)]
    [InlineData("IPv4,IPv6", "no available IPs in pool p for dual IPFamily", true)]
    [InlineData("IPv4", "no available IPs in pool p", false)]
    public void Refuses_with_Exhausted_when_every_address_is_taken(string families, string message, bool hasIPv6)
    {
        var pool = hasIPv6 ? Given.Pool("p", "10.0.0.1/32", "fc00::/126") : Given.Pool("p", "10.0.0.1/32");
        var (_, ledger) = PoolLedger.Empty.Allocate(pool, Ask("a"));
        IPFamily[] wanted = [.. families.Split(',').Select(Enum.Parse<IPFamily>)];

        var (result, next) = ledger.Allocate(pool, Ask("b", wanted));

        Assert.Equal(AllocationRefusal.Exhausted, result.Refusal);
        Assert.Equal(message, result.Message);
        Assert.Same(ledger, next);
    }

    [Fact]
    public void Skips_buggy_addresses()
    {
        var pool = Given.Pool("p", "10.0.0.254-10.0.1.1") with { AvoidBuggyIPs = true };

        var (first, ledger) = PoolLedger.Empty.Allocate(pool, Ask("a"));
        var (second, full) = ledger.Allocate(pool, Ask("b"));
        var (third, _) = full.Allocate(pool, Ask("c"));
        var (buggy, _) = full.Assign(pool, Given.Addresses("10.0.0.255"), Ask("c"));

        Assert.Equal("10.0.0.254", Text(first));
        Assert.Equal("10.0.1.1", Text(second));
        Assert.Equal(AllocationRefusal.Exhausted, third.Refusal);
        Assert.Equal(AllocationRefusal.NotInPool, buggy.Refusal);
        Assert.Equal("[\"10.0.0.255\"] is not allowed in config", buggy.Message); // S-073
    }

    [Fact]
    public void A_huge_range_costs_nothing()
    {
        var pool = Given.Pool("p", "2001:db8::/32", "::/0");

        var (first, ledger) = PoolLedger.Empty.Allocate(pool, Ask("a", IPFamily.IPv6));
        var (second, _) = ledger.Allocate(pool, Ask("b", IPFamily.IPv6));

        Assert.Equal("2001:db8::", Text(first));
        Assert.Equal("2001:db8::1", Text(second));
    }

    [Fact]
    public void The_last_address_of_all_can_be_held()
    {
        var pool = Given.Pool("p", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", "255.255.255.255/32");

        var (first, ledger) = PoolLedger.Empty.Allocate(pool, Ask("a", IPFamily.IPv6, IPFamily.IPv4));
        var (_, full) = ledger.Allocate(pool, Ask("b", IPFamily.IPv6));
        var (refused, _) = full.Allocate(pool, Ask("c", IPFamily.IPv6));

        Assert.Equal("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 255.255.255.255", Text(first));
        Assert.Equal(AllocationRefusal.Exhausted, refused.Refusal);
    }

    [Fact]
    public void Assign_takes_exactly_the_addresses_and_settling_lets_go_of_the_others()
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Ask("a"));

        var (result, next) = ledger.Assign(_pool, Given.Addresses("fc00::2", "10.0.0.2"), Ask("a"));
        next = next.Settle(Key("a"), result.Addresses);

        Assert.Equal("fc00::2 10.0.0.2", Text(result));
        Assert.Empty(next.HoldersOf(Address.Parse("10.0.0.8")));
        Assert.Equal([Key("a")], next.HoldersOf(Address.Parse("10.0.0.2")));
    }

    [Fact]
    public void Assign_takes_all_or_nothing()
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Ask("a"));

        var (result, next) = ledger.Assign(_pool, Given.Addresses("fc00::2", "10.0.0.8"), Ask("b"));

        Assert.Equal(AllocationRefusal.HolderDoesNotShare, result.Refusal);
        Assert.Same(ledger, next);
    }

    [Theory] // S-073
    [InlineData("10.0.0.8,10.0.0.9", "\"10.0.0.8\" \"10.0.0.9\" has the same family")]
    [InlineData("10.0.0.8,10.0.0.9,fc00::", "more than two addresses [\"10.0.0.8\" \"10.0.0.9\" \"fc00::\"]")]
    public void Assign_refuses_what_no_Service_can_hold(string addresses, string message)
    {
        var (result, _) = PoolLedger.Empty.Assign(_pool, Given.Addresses(addresses.Split(',')), Ask("a"));

        Assert.Equal(AllocationRefusal.InvalidRequest, result.Refusal);
        Assert.Equal(message, result.Message);
    }

    [Theory] // S-030, S-031, S-033: key, backend and port of the holder, then of the one who asks.
    [InlineData("", "", 80, "k", "", 81, AllocationRefusal.HolderDoesNotShare, "existing service does not allow sharing")]
    [InlineData("k", "", 80, "", "", 81, AllocationRefusal.RequesterDoesNotShare, "new service does not allow sharing")]
    [InlineData(
        "k", "", 80, "l", "", 81, AllocationRefusal.SharingKeyDiffers,
        "sharing key \"l\" does not match existing sharing key \"k\"")]
    [InlineData(
        "k", "", 80, "k", "app=x", 81, AllocationRefusal.BackendKeyDiffers,
        "backend key \"app=x\" does not match existing sharing key \"\"")]
    [InlineData("k", "", 80, "k", "", 80, AllocationRefusal.PortInUse, "port TCP/80 is already in use on \"10.0.0.8\"")]
    public void Refuses_to_share(
        string key, string backend, int port, string otherKey, string otherBackend, int otherPort,
        AllocationRefusal refusal, string message)
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Sharing("a", key, backend, Tcp(port)));

        var (result, _) = ledger.Assign(
            _pool, Given.Addresses("10.0.0.8"), Sharing("b", otherKey, otherBackend, Tcp(otherPort)));

        Assert.Equal((refusal, message), (result.Refusal!.Value, result.Message));
    }

    [Fact]
    public void The_same_port_of_two_protocols_may_share() // S-016
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Sharing("a", "dns", "", new ServicePort("TCP", 53)));

        var (result, next) = ledger.Allocate(_pool, Sharing("b", "dns", "", new ServicePort("UDP", 53)));

        Assert.Equal("10.0.0.8", Text(result));
        Assert.Equal([Key("a"), Key("b")], next.HoldersOf(Address.Parse("10.0.0.8")));
        Assert.Equal(1, next.InUse(IPFamily.IPv4));
    }

    [Fact]
    public void Shares_only_when_the_held_address_comes_before_the_first_free_one() // S-034
    {
        var (_, ledger) = PoolLedger.Empty.Assign(_pool, Given.Addresses("10.0.0.9"), Sharing("a", "k", "", Tcp(80)));

        var (free, _) = ledger.Allocate(_pool, Sharing("b", "k", "", Tcp(81)));
        (_, ledger) = ledger.Allocate(_pool, Ask("x"));
        var (shared, _) = ledger.Allocate(_pool, Sharing("b", "k", "", Tcp(81)));
        var (beyond, _) = ledger.Allocate(_pool, Sharing("b", "k", "", Tcp(80)));

        Assert.Equal("10.0.0.8", Text(free));
        Assert.Equal("10.0.0.9", Text(shared));
        Assert.Equal("10.0.0.10", Text(beyond));
    }

    [Fact]
    public void A_sole_holder_may_change_its_keys_and_ports_in_place() // S-032
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Sharing("a", "k", "", Tcp(80)));

        (_, ledger) = ledger.Assign(_pool, Given.Addresses("10.0.0.8"), Sharing("a", "l", "app=x", Tcp(81)));
        var (joined, _) = ledger.Allocate(_pool, Sharing("b", "l", "app=x", Tcp(80)));

        Assert.Equal("10.0.0.8", Text(joined));
    }

    [Fact]
    public void One_of_several_holders_may_not_change_its_key() // S-032
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Sharing("a", "k", "", Tcp(80)));
        (_, ledger) = ledger.Allocate(_pool, Sharing("b", "k", "", Tcp(81)));
        (_, ledger) = ledger.Allocate(_pool, Sharing("c", "k", "", Tcp(82)));

        var (result, _) = ledger.Assign(_pool, Given.Addresses("10.0.0.8"), Sharing("a", "l", "", Tcp(80)));
        var (moved, _) = ledger.Allocate(_pool, Sharing("a", "l", "", Tcp(80)));

        Assert.Equal(AllocationRefusal.SharedWithOthers, result.Refusal);
        Assert.Equal(
            "can't change sharing key for \"default/a\", address also in use by default/b,default/c", result.Message);
        Assert.Equal("10.0.0.9", Text(moved));
    }

    [Fact]
    public void A_sole_holder_that_begins_to_share_leaves_room_for_others() // S-035
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Sharing("a", "", "", Tcp(80)));

        var (result, next) = ledger.Assign(_pool, Given.Addresses("10.0.0.8"), Sharing("a", "k", "", Tcp(80)));
        var (again, _) = next.Assign(_pool, Given.Addresses("10.0.0.8"), Sharing("a", "k", "", Tcp(80)));

        Assert.True(result.HasFreed);
        Assert.False(again.HasFreed);
    }

    [Fact]
    public void A_holder_leaves_room_by_the_ports_it_gives_up_and_by_none_that_it_takes() // S-030, S-035
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Sharing("a", "k", "", Tcp(80), Tcp(443)));

        Assert.False(HasFreedBy("k", Tcp(443), Tcp(80), Tcp(8080)));
        Assert.True(HasFreedBy("k", Tcp(80)));
        Assert.False(HasFreedBy("", Tcp(80)));

        bool HasFreedBy(string key, params ServicePort[] ports) =>
            ledger.Assign(_pool, Given.Addresses("10.0.0.8"), Sharing("a", key, "", ports)).Result.HasFreed;
    }

    [Fact]
    public void Who_moves_inside_the_pool_leaves_room_where_it_was() // S-051, S-057
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Ask("a"));

        var (moved, next) = ledger.Assign(_pool, Given.Addresses("10.0.0.9"), Ask("a"));
        var settled = next.Settle(Key("a"), moved.Addresses);

        Assert.False(moved.HasFreed);
        Assert.NotSame(next, settled);
        Assert.Empty(settled.HoldersOf(Address.Parse("10.0.0.8")));
    }

    [Fact]
    public void What_a_service_held_stays_held_on_its_terms_until_it_settles() // Invariant 1
    {
        var (_, ledger) = PoolLedger.Empty.Allocate(_pool, Sharing("a", "k", "", Tcp(80)));

        (var moved, ledger) = ledger.Assign(_pool, Given.Addresses("10.0.0.9"), Sharing("a", "l", "", Tcp(80)));
        var (other, _) = ledger.Assign(_pool, Given.Addresses("10.0.0.8"), Ask("b"));
        var settled = ledger.Settle(Key("a"), moved.Addresses);
        var (free, _) = settled.Assign(_pool, Given.Addresses("10.0.0.8"), Ask("b"));

        Assert.True(moved.HoldsMore);
        Assert.Equal(AllocationRefusal.RequesterDoesNotShare, other.Refusal);
        Assert.Equal("10.0.0.8", Text(free));
        Assert.Same(settled, settled.Settle(Key("a"), moved.Addresses));
    }

    [Fact]
    public void Release_of_nothing_is_the_same_ledger() =>
        Assert.Same(PoolLedger.Empty, PoolLedger.Empty.Release(Key("a")));

    private static ServiceKey Key(string name) => new("default", name);

    private static ServicePort Tcp(int port) => new("TCP", port);

    private static string Text(AllocationResult result) => string.Join(' ', result.Addresses);

    private static AllocationRequest Ask(string service, params IPFamily[] families) => new()
    {
        Service = Key(service),
        Families = families.Length == 0 ? [IPFamily.IPv4] : [.. families],
    };

    private static AllocationRequest Sharing(string service, string key, string backend, params ServicePort[] ports) =>
        Ask(service) with { SharingKey = key, BackendKey = backend, Ports = ports.ToImmutableArray() };
}
