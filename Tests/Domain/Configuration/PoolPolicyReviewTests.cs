using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class PoolPolicyReviewTests
{
    private static readonly PoolPolicySpec _valid = new()
    {
        Name = "policy",
        Pool = "first-pool",
        Quotas = [new NamespaceQuotaSpec { Name = "teams", Addresses = 3, Namespaces = ["team-a"] }],
    };

    [Theory]
    [InlineData("", 0)]
    [InlineData("0s", 0)]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("1h30m5s", 5405)]
    [InlineData("720h", 2_592_000)]
    public void Reads_how_long_to_hold(string text, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            Assert.Single(PoolPolicyReview.Review([_valid with { HoldFor = text }]).Accepted).HoldFor);

    [Theory]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("5m1h")]
    [InlineData("5m5m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5m\n")]
    [InlineData("721h")]
    [InlineData("2147483647h")]
    [InlineData("9999999999h")]
    public void Refuses_what_is_no_duration_of_at_most_30_days(string text) =>
        Assert.Equal("spec.holdFor", Assert.Single(PoolPolicyReview.Review([_valid with { HoldFor = text }]).Refused).Field);

    [Theory]
    [InlineData("Active", PoolState.Active)]
    [InlineData("Frozen", PoolState.Frozen)]
    [InlineData("Draining", PoolState.Draining)]
    public void Reads_the_state(string text, PoolState state) =>
        Assert.Equal(state, Assert.Single(PoolPolicyReview.Review([_valid with { State = text }]).Accepted).State);

    [Fact]
    public void Of_two_for_one_pool_the_older_is_kept_and_the_refusal_names_it()
    {
        var older = _valid with { Name = "zebra" };
        var newer = _valid with { CreatedAt = DateTimeOffset.UnixEpoch };

        var (accepted, refused) = PoolPolicyReview.Review([newer, older]);

        Assert.Equal("zebra", Assert.Single(accepted).Name);
        Assert.Equal(
            "PoolPolicy policy: spec.pool: pool \"first-pool\" has PoolPolicy \"zebra\" already. Keep one PoolPolicy for each pool.",
            Assert.Single(refused).ToString());
    }

    [Theory]
    [InlineData("pool", "spec.pool")]
    [InlineData("state", "spec.state")]
    [InlineData("name", "spec.quotas[0].name")]
    [InlineData("number", "spec.quotas[0].addresses")]
    [InlineData("repeated", "spec.quotas[1]")]
    public void Refuses_only_the_policy_at_fault(string fault, string field)
    {
        var quota = _valid.Quotas[0];
        var spec = fault switch
        {
            "pool" => _valid with { Pool = "" },
            "state" => _valid with { State = "frozen" },
            "name" => _valid with { Quotas = [quota with { Name = "" }] },
            "number" => _valid with { Quotas = [quota with { Addresses = -1 }] },
            _ => _valid with { Quotas = [quota, quota] },
        };

        var (accepted, refused) = PoolPolicyReview.Review([spec, _valid with { Name = "other", Pool = "second-pool" }]);

        Assert.Equal("other", Assert.Single(accepted).Name);
        Assert.Equal(field, Assert.Single(refused).Field);
    }
}
