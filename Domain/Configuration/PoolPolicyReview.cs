using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges PoolPolicies, each alone; of two for one pool, the older is kept.</summary>
public static class PoolPolicyReview
{
    private const string Kind = "PoolPolicy";

    // A forgotten hold must not keep an address for ever.
    private static readonly TimeSpan _holdMax = TimeSpan.FromDays(30);

    /// <summary>Judges all policies. A pool that does not exist is no fault: it may come later.</summary>
    public static (ImmutableArray<PoolPolicy> Accepted, ImmutableArray<ConfigurationRefusal> Refused) Review(
        IEnumerable<PoolPolicySpec> specs)
    {
        var accepted = ImmutableSortedDictionary.CreateBuilder<string, PoolPolicy>(StringComparer.Ordinal);
        var refused = ImmutableArray.CreateBuilder<ConfigurationRefusal>();
        foreach (var spec in specs.OrderBy(spec => spec.CreatedAt).ThenBy(spec => spec.Name, StringComparer.Ordinal))
        {
            var review = new ObjectReview(Kind, spec.Name);
            var policy = review.Read(spec);
            if (accepted.TryGetValue(spec.Pool, out var older))
            {
                review.Refuse(
                    "spec.pool",
                    $"pool {QuotedText.Of(spec.Pool)} has PoolPolicy {QuotedText.Of(older.Name)} already",
                    "Keep one PoolPolicy for each pool.");
            }

            if (review.IsAccepted)
            {
                accepted.Add(policy.Pool, policy);
            }

            refused.AddRange(review.Refusals);
        }

        return ([.. accepted.Values.OrderBy(policy => policy.Name, StringComparer.Ordinal)], refused.ToImmutable());
    }

    private static PoolPolicy Read(this ObjectReview review, PoolPolicySpec spec)
    {
        if (spec.Pool.Length == 0)
        {
            review.Refuse("spec.pool", "the policy names no pool", "Name the IPAddressPool that the policy is for.");
        }

        review.RefuseDuplicates(
            "spec.quotas",
            spec.Quotas.Select(quota => quota.Name),
            name => $"duplicate definition of quota {QuotedText.Of(name)}");
        return new PoolPolicy
        {
            Name = spec.Name,
            Pool = spec.Pool,
            State = review.ReadState(spec.State),
            HoldFor = review.ReadHoldFor(spec.HoldFor),
            Bgp = review.ReadBgp(spec.Bgp),
            Quotas = [.. spec.Quotas.Select((quota, index) => review.ReadQuota($"spec.quotas[{index}]", quota))],
        };
    }

    private static PoolState ReadState(this ObjectReview review, string text)
    {
        switch (text)
        {
            case nameof(PoolState.Active):
                return PoolState.Active;
            case nameof(PoolState.Frozen):
                return PoolState.Frozen;
            case nameof(PoolState.Draining):
                return PoolState.Draining;
            default:
                review.Refuse(
                    "spec.state", $"{QuotedText.Of(text)} is not a state of a pool", "Use Active, Frozen or Draining.");
                return PoolState.Active;
        }
    }

    private static TimeSpan ReadHoldFor(this ObjectReview review, string text)
    {
        if (text.Length == 0)
        {
            return TimeSpan.Zero;
        }

        if (DurationText.TryReadPlain(text, out var duration) && duration <= _holdMax)
        {
            return duration;
        }

        review.Refuse(
            "spec.holdFor",
            $"{QuotedText.Of(text)} is not a duration of at most {(int)_holdMax.TotalHours}h",
            "Write hours, minutes and seconds such as 10m or 1h30m; leave it out to hold nothing.");
        return TimeSpan.Zero;
    }

    private static NamespaceQuota ReadQuota(this ObjectReview review, string path, NamespaceQuotaSpec spec)
    {
        if (spec.Name.Length == 0)
        {
            review.Refuse($"{path}.name", "the quota has no name", "Give it a name: refusals name the quota.");
        }

        if (spec.Addresses < 0)
        {
            review.Refuse($"{path}.addresses", $"invalid value {spec.Addresses}", "Use a number from 0.");
        }

        review.RefuseDuplicates(
            $"{path}.namespaces", spec.Namespaces, _ => "duplicate definition in namespaces field");
        return new NamespaceQuota
        {
            Name = spec.Name,
            Addresses = spec.Addresses,
            Namespaces = spec.Namespaces.ToImmutableSortedSet(StringComparer.Ordinal),
            NamespaceSelectors = review.ReadList($"{path}.namespaceSelectors", spec.NamespaceSelectors),
        };
    }
}
