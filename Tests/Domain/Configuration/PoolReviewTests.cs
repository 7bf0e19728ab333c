using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class PoolReviewTests
{
    [Fact]
    public void Accepts_a_pool_with_everything_set()
    {
        var spec = Pool("p", "192.168.1.240-192.168.1.250", "fc00::/120") with
        {
            AutoAssign = false,
            AvoidBuggyIPs = true,
            ServiceAllocation = new ServiceAllocationSpec
            {
                Priority = 7,
                Namespaces = ["b", "a"],
                NamespaceSelectors = [Selector(("team", "In", ["x", "y"]))],
                ServiceSelectors = [new LabelSelectorSpec { MatchLabels = Sorted(("app", "web")) }],
            },
        };

        var (accepted, refused) = ConfigurationReview.ReviewPools([spec]);

        Assert.Empty(refused);
        var pool = Assert.Single(accepted);
        Assert.Equal(["192.168.1.240-192.168.1.250", "fc00::/120"], pool.Ranges.Select(range => range.Text));
        Assert.False(pool.AutoAssign);
        Assert.True(pool.AvoidBuggyIPs);
        Assert.Equal(7, pool.ServiceAllocation!.Priority);
        Assert.Equal(["a", "b"], pool.ServiceAllocation.Namespaces);
        Assert.Equal("team in (x,y)", pool.ServiceAllocation.NamespaceSelectors[0].ToString());
        Assert.Equal(
            new LabelRequirement("app", LabelOperator.In, ["web"]).ToString(),
            pool.ServiceAllocation.ServiceSelectors[0].ToString());
    }

    [Fact]
    public void Refuses_a_pool_without_addresses() => // C-011, A-031
        AssertRefused("spec.addresses", "pool has no prefixes defined", Pool("p"));

    [Fact]
    public void Names_every_entry_that_makes_no_sense()
    {
        var (_, refused) = ConfigurationReview.ReviewPools([Pool("p", "10.0.0.0/24", "10.0.1.0", "nonsense")]);

        Assert.Equal(["spec.addresses[1]", "spec.addresses[2]"], refused.Select(refusal => refusal.Field));
        Assert.Equal(
            "IPAddressPool p: spec.addresses[1]: invalid CIDR \"10.0.1.0\" in pool \"p\": invalid CIDR \"10.0.1.0\". "
            + "Write a CIDR such as 192.0.2.0/24, or a range of one family such as 192.0.2.10-192.0.2.20.",
            refused[0].ToString());
    }

    [Fact]
    public void Of_two_pools_that_overlap_keeps_the_older() // C-021
    {
        var old = Pool("z-old", "10.0.0.10-10.0.0.20") with { CreatedAt = DateTimeOffset.UnixEpoch };
        var young = Pool("a-young", "10.1.0.0/24", "10.0.0.0/28") with
        {
            CreatedAt = DateTimeOffset.UnixEpoch.AddHours(1),
        };

        var (accepted, refused) = ConfigurationReview.ReviewPools([young, old]);

        Assert.Equal("z-old", Assert.Single(accepted).Name);
        var refusal = Assert.Single(refused);
        Assert.Equal(("a-young", "spec.addresses[1]"), (refusal.Name, refusal.Field));
        Assert.Equal(
            "CIDR \"10.0.0.0/28\" in pool \"a-young\" overlaps with already defined CIDR \"10.0.0.10/31\"",
            refusal.Message);
    }

    [Fact]
    public void Of_two_pools_of_one_age_keeps_the_first_by_name() // C-021
    {
        var (accepted, _) = ConfigurationReview.ReviewPools([Pool("b", "10.0.0.0/24"), Pool("a", "10.0.0.0/25")]);

        Assert.Equal("a", Assert.Single(accepted).Name);
    }

    [Fact]
    public void Refuses_a_pool_that_overlaps_itself() => AssertRefused(
        "spec.addresses[1]",
        "CIDR \"10.0.0.5/32\" in pool \"p\" overlaps with already defined CIDR \"10.0.0.0/24\"",
        Pool("p", "10.0.0.0/24", "10.0.0.5-10.0.0.6"));

    [Fact]
    public void A_refused_pool_costs_no_other() // Invariant 6
    {
        var (accepted, refused) = ConfigurationReview.ReviewPools(
            [Pool("bad", "10.0.0.0/24", "nonsense"), Pool("good", "10.0.0.0/24"), Pool("empty")]);

        Assert.Equal("good", Assert.Single(accepted).Name);
        Assert.Equal(["bad", "empty"], refused.Select(refusal => refusal.Name).Order());
    }

    [Fact]
    public void Refuses_a_second_pool_of_the_same_name() => // C-021
        AssertRefused(
            "metadata.name", "duplicate definition of pool \"p\"", Pool("p", "10.0.0.0/24"), Pool("p", "10.0.1.0/24"));

    [Fact]
    public void Refuses_a_namespace_listed_twice() => AssertRefused( // C-016
        "spec.serviceAllocation.namespaces[1]",
        "duplicate definition in namespaces field",
        Pool("p", "10.0.0.0/24") with { ServiceAllocation = new ServiceAllocationSpec { Namespaces = ["a", "a"] } });

    public static TheoryData<LabelSelectorSpec[], string, string> BadSelectors => new()
    {
        {
            [Selector(("a", "In", ["1", "2"])), Selector(("a", "In", ["2", "1"]))],
            "spec.serviceAllocation.serviceSelectors[1]",
            "duplicate definition of serviceSelectors \"a in (1,2)\""
        },
        {
            [Selector(("a", "In", ["1", "2"]), ("a", "In", ["2", "1"]))],
            "spec.serviceAllocation.serviceSelectors[0].matchExpressions[1]",
            "duplicate definition of match expressions \"a In (1,2)\""
        },
        {
            [Selector(("a", "In", ["1", "1"]))],
            "spec.serviceAllocation.serviceSelectors[0].matchExpressions[0].values[1]",
            "duplicate definition of match expression value in label selector \"1\""
        },
        {
            [Selector(("a", "in", ["1"]))],
            "spec.serviceAllocation.serviceSelectors[0].matchExpressions[0].operator",
            "\"in\" is not a valid label selector operator"
        },
        {
            [Selector(("a", "NotIn", []))],
            "spec.serviceAllocation.serviceSelectors[0].matchExpressions[0].values",
            "for 'in', 'notin' operators, values set can't be empty"
        },
        {
            [Selector(("a", "Exists", ["1"]))],
            "spec.serviceAllocation.serviceSelectors[0].matchExpressions[0].values",
            "values set must be empty for exists and does not exist"
        },
        {
            [Selector(("-a", "Exists", []))],
            "spec.serviceAllocation.serviceSelectors[0].matchExpressions[0]",
            "invalid label key \"-a\""
        },
        {
            [new LabelSelectorSpec { MatchLabels = Sorted(("a", "no spaces")) }],
            "spec.serviceAllocation.serviceSelectors[0].matchLabels",
            "invalid label value \"no spaces\""
        },
    };

    [Theory] // C-006, C-007
    [MemberData(nameof(BadSelectors))]
    public void Refuses_selectors_that_repeat_or_make_no_sense(
        LabelSelectorSpec[] selectors, string field, string message) =>
        AssertRefused(
            field,
            message,
            Pool("p", "10.0.0.0/24") with
            {
                ServiceAllocation = new ServiceAllocationSpec { ServiceSelectors = [.. selectors] },
            });

    [Theory]
    [InlineData("app.kubernetes.io/name", true)]
    [InlineData("a", true)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a/b/c", false)]
    [InlineData("Upper.case/a", false)]
    [InlineData("x-.y/a", false)]
    public void Judges_label_keys_as_Kubernetes_does(string key, bool isAccepted)
    {
        var (accepted, _) = ConfigurationReview.ReviewPools(
            [
                Pool("p", "10.0.0.0/24") with
                {
                    ServiceAllocation = new ServiceAllocationSpec { ServiceSelectors = [Selector((key, "Exists", []))] },
                },
            ]);

        Assert.Equal(isAccepted, !accepted.IsEmpty);
    }

    private static void AssertRefused(string field, string message, params IPAddressPoolSpec[] specs)
    {
        var (accepted, refused) = ConfigurationReview.ReviewPools(specs);

        var refusal = Assert.Single(refused);
        Assert.Equal(specs.Length - 1, accepted.Length);
        Assert.Equal(("IPAddressPool", "p", field, message), (refusal.Kind, refusal.Name, refusal.Field, refusal.Message));
        Assert.EndsWith(".", refusal.Remedy, StringComparison.Ordinal);
    }

    private static IPAddressPoolSpec Pool(string name, params string[] addresses) =>
        new() { Name = name, Addresses = [.. addresses] };

    private static LabelSelectorSpec Selector(params (string Key, string Operator, string[] Values)[] expressions) => new()
    {
        MatchExpressions = [.. expressions.Select(e => new LabelExpressionSpec(e.Key, e.Operator, [.. e.Values]))],
    };

    private static ImmutableSortedDictionary<string, string> Sorted(params (string Key, string Value)[] labels) =>
        labels.ToImmutableSortedDictionary(label => label.Key, label => label.Value);
}
