using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class ReservationReviewTests
{
    private static readonly IPReservationSpec _valid = new()
    {
        Name = "web",
        Pool = "first-pool",
        Addresses = ["192.168.1.240", "192.168.1.242-192.168.1.244", "2001:db8::/64"],
        ServiceNamespace = "shop",
        ServiceName = "web",
    };

    [Fact]
    public void Reads_addresses_CIDRs_and_ranges_for_one_Service()
    {
        var (accepted, refused) = ReservationReview.Review([_valid]);

        var reservation = Assert.Single(accepted);
        Assert.Empty(refused);
        Assert.Equal(new ServiceKey("shop", "web"), reservation.Service);
        Assert.Equal(
            ["192.168.1.240-192.168.1.240", "192.168.1.242-192.168.1.244", "2001:db8::-2001:db8::ffff:ffff:ffff:ffff"],
            reservation.Ranges.Select(range => $"{range.First}-{range.Last}"));
    }

    [Fact]
    public void Of_two_that_name_one_address_the_older_is_kept_and_the_refusal_names_it()
    {
        var older = _valid with { Name = "zebra", CreatedAt = DateTimeOffset.UnixEpoch, Addresses = ["192.168.1.243"] };
        var newer = _valid with { CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(1) };
        var third = newer with { Name = "zz", Addresses = ["192.168.1.244"] };

        var (accepted, refused) = ReservationReview.Review([newer, third, older]);

        // A refused reservation does not stand in the way of a third.
        Assert.Equal(["zebra", "zz"], accepted.Select(reservation => reservation.Name));
        Assert.Equal(
            "IPReservation web: spec.addresses[1]: \"192.168.1.242-192.168.1.244\" overlaps \"192.168.1.243\" of IPReservation "
            + "\"zebra\". Let every address belong to one reservation only.",
            Assert.Single(refused).ToString());
    }

    [Fact]
    public void Overlaps_are_found_wherever_the_other_begins()
    {
        IPReservationSpec[] others =
        [
            _valid with { Name = "a", Addresses = ["10.0.0.0/24"] },
            _valid with { Name = "b", Addresses = ["10.0.0.255-10.0.1.3"] },
            _valid with { Name = "c", Addresses = ["10.0.0.9"] },
            _valid with { Name = "d", Addresses = ["9.0.0.0-11.0.0.0"] },
            _valid with { Name = "e", Addresses = ["::a00:0"] },
        ];

        var (accepted, refused) = ReservationReview.Review(others);

        Assert.Equal(["a", "e"], accepted.Select(reservation => reservation.Name));
        Assert.Equal(["b", "c", "d"], refused.Select(refusal => refusal.Name));
    }

    [Theory]
    [InlineData("pool", "spec.pool")]
    [InlineData("nothing", "spec.addresses")]
    [InlineData("both", "spec.count")]
    [InlineData("negative", "spec.count")]
    [InlineData("bad address", "spec.addresses[0]")]
    [InlineData("repeated", "spec.addresses[1]")]
    [InlineData("nobody", "spec.owner")]
    [InlineData("half a Service", "spec.owner.service")]
    [InlineData("two owners", "spec.owner")]
    [InlineData("bad selector", "spec.owner.serviceSelectors[0].matchLabels")]
    public void Refuses_what_reserves_nothing_for_somebody(string fault, string field)
    {
        var spec = fault switch
        {
            "pool" => _valid with { Pool = "" },
            "nothing" => _valid with { Addresses = [] },
            "both" => _valid with { CountIPv6 = 1 },
            "negative" => _valid with { CountIPv4 = -1 },
            "bad address" => _valid with { Addresses = ["192.168.1.300"] },
            "repeated" => _valid with { Addresses = ["192.168.1.0/24", "192.168.1.7"] },
            "nobody" => _valid with { ServiceName = null, ServiceNamespace = null },
            "half a Service" => _valid with { ServiceNamespace = null },
            "two owners" => _valid with { Namespaces = ["shop"] },
            _ => _valid with
            {
                ServiceName = null,
                ServiceNamespace = null,
                ServiceSelectors = [new LabelSelectorSpec { MatchLabels = ImmutableSortedDictionary<string, string>.Empty.Add("-", "x") }],
            },
        };

        var (accepted, refused) = ReservationReview.Review([spec, _valid with { Name = "other" }]);

        Assert.Equal("other", Assert.Single(accepted).Name);
        Assert.Contains(field, refused.Select(refusal => refusal.Field));
    }
}
