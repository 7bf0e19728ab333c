using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Allocation;

public sealed class LedgerKeepingTests
{
    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_reservation_of_a_huge_range_costs_one_run()
    {
        var pool = Given.Pool("p", "2001:db8::/32");
        var view = Given.View(pool) with { Reservations = Reserve("2001:db8::/33", "a") };
        var ledger = PoolLedger.Empty.Under(view, pool, _now);

        var (stranger, next) = Allocate(ledger, view, pool, "b");
        var (own, _) = Allocate(next, view, pool, "a", "r");

        Assert.Equal("2001:db8:8000::", stranger.Addresses[0].ToString());
        Assert.Equal("2001:db8::", own.Addresses[0].ToString());
        Assert.Equal(long.MaxValue, ledger.ReservedCount(IPFamily.IPv6));
    }

    [Fact]
    public void What_is_asked_for_costs_the_same_however_much_is_held_and_reserved()
    {
        // Forty thousand addresses, every second one reserved: had a search to pass over them one by one, or had each
        // allocation to look at what is reserved, this would take far too long.
        var pool = Given.Pool("p", "10.0.0.0/14");
        var ranges = Enumerable.Range(0, 20_000)
            .Select(i => Address.FromValue(0x0a000000 + (UInt128)(2 * i), IPFamily.IPv4))
            .Select(address => new AddressRange(address, address, ""));
        var view = Given.View(pool) with
        {
            Reservations = ReservationSet.Of([Reserve("10.0.0.0/32", "a").ByName["r"] with { Ranges = [.. ranges] }]),
        };
        var ledger = PoolLedger.Empty.Under(view, pool, _now);
        for (var i = 0; i < 20_000; i++)
        {
            var (result, next) = Allocate(ledger, view, pool, $"s{i}", family: IPFamily.IPv4);
            Assert.Equal(0x0a000000 + (UInt128)((2 * i) + 1), result.Addresses[0].Value);
            ledger = next;
        }

        var (beyond, _) = Allocate(ledger, view, pool, "last", family: IPFamily.IPv4);
        Assert.Equal("10.0.156.64", beyond.Addresses[0].ToString());
    }

    [Fact]
    public void A_counted_reservation_prefers_what_its_Service_has_already()
    {
        var pool = Given.Pool("p", "10.0.0.0/29");
        var view = Given.View(pool);
        var (_, ledger) = PoolLedger.Empty.Assign(pool, Given.Addresses("10.0.0.5"), Request("a"));
        view = view with
        {
            Reservations = ReservationSet.Of(
                [new IPReservation { Name = "r", Pool = "p", CountIPv4 = 2, Service = new ServiceKey("default", "a") }]),
        };

        var keeping = PoolKeeping.Of(ledger.Under(view, pool, _now), view, pool);

        Assert.Equal(["10.0.0.0", "10.0.0.5"], keeping.Reservations[0].Ranges.Select(range => range.Text));
        Assert.Equal("10.0.0.5", keeping.Reservations[0].Uses[0].Address.ToString());
    }

    [Fact]
    public void A_counted_reservation_that_is_short_gets_what_becomes_free_before_anybody_else()
    {
        var pool = Given.Pool("p", "10.0.0.0/31");
        var view = Given.View(pool) with
        {
            Reservations = ReservationSet.Of(
                [new IPReservation { Name = "r", Pool = "p", CountIPv4 = 2, Service = new ServiceKey("default", "a") }]),
        };
        var (_, ledger) = PoolLedger.Empty.Assign(pool, Given.Addresses("10.0.0.0"), Request("b"));
        ledger = ledger.Under(view, pool, _now);
        Assert.Equal(1, PoolKeeping.Of(ledger, view, pool).Reservations[0].Missing);

        ledger = ledger.Release(new ServiceKey("default", "b")).Under(view, pool, _now);

        Assert.Equal(0, PoolKeeping.Of(ledger, view, pool).Reservations[0].Missing);
        var (refused, _) = Allocate(ledger, view, pool, "c", family: IPFamily.IPv4);
        Assert.Equal(AllocationRefusal.Reserved, refused.Refusal);
        Assert.Equal("no available IPs in pool p, the rest is reserved by IPReservation \"r\"", refused.Message);
    }

    [Fact]
    public void A_present_holder_keeps_a_reserved_address_and_the_report_names_it()
    {
        var pool = Given.Pool("p", "10.0.0.0/29");
        var view = Given.View(pool) with { Reservations = Reserve("10.0.0.0/30", "a") };
        var (_, ledger) = PoolLedger.Empty.Assign(pool, Given.Addresses("10.0.0.2"), Request("b"));
        ledger = ledger.Under(view, pool, _now);

        var (kept, _) = ledger.Assign(PoolTerms.For(view, pool, "default"), Given.Addresses("10.0.0.2"), Request("b"));
        var report = ReservationReport.Of(
            PoolKeeping.Of(ledger, view, pool).Reservations[0], "p", service => service.Name == "a");

        Assert.True(kept.IsAllocated);
        Assert.Equal(ReservationCondition.InUse, report.Condition);
        Assert.Equal(
            "10.0.0.2 is in use by default/b, which keeps it; it is reserved once it is released", report.Message);
    }

    [Fact]
    public void The_message_of_a_quota_names_the_quota_the_pool_the_namespace_and_the_use()
    {
        var pool = Given.Pool("p", "10.0.0.0/29");
        var view = Given.View(pool) with
        {
            PoolPolicies = ClusterView.Empty.PoolPolicies.Add("p", new PoolPolicy
            {
                Name = "policy",
                Pool = "p",
                Quotas = [new NamespaceQuota { Name = "x", Addresses = 3 }],
            }),
        };
        var ledger = PoolLedger.Empty;
        foreach (var service in new[] { "a", "b", "c" })
        {
            (_, ledger) = Allocate(ledger, view, pool, service, family: IPFamily.IPv4);
        }

        var (refused, _) = Allocate(ledger, view, pool, "d", family: IPFamily.IPv4);
        var (elsewhere, _) = ledger.Allocate(
            PoolTerms.For(view, pool, "team-b"), Request("d") with { Service = new ServiceKey("team-b", "d") });

        Assert.Equal(AllocationRefusal.QuotaExceeded, refused.Refusal);
        Assert.Equal("quota \"x\" of pool \"p\" allows 3 addresses to namespace \"default\", 3 in use", refused.Message);
        Assert.True(elsewhere.IsAllocated);
    }

    private static ReservationSet Reserve(string range, string service) => ReservationSet.Of(
    [
        new IPReservation
        {
            Name = "r",
            Pool = "p",
            Service = new ServiceKey("default", service),
            Ranges = [Given.Range(range)],
        },
    ]);

    private static AllocationRequest Request(string service, IPFamily family = IPFamily.IPv4) =>
        new() { Service = new ServiceKey("default", service), Families = [family] };

    private static (AllocationResult Result, PoolLedger Next) Allocate(
        PoolLedger ledger, ClusterView view, AddressPool pool, string service, string reservation = "",
        IPFamily family = IPFamily.IPv6) =>
        ledger.Under(view, pool, _now).Allocate(
            PoolTerms.For(view, pool, "default"),
            Request(service, family) with { Reservations = reservation.Length > 0 ? [reservation] : [] });
}
