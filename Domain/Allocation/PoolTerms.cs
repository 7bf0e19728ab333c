using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Allocation;

/// <summary>A pool, and what its policy says to the Services of one namespace.</summary>
public sealed record PoolTerms
{
    private PoolTerms()
    {
    }

    /// <summary>The pool.</summary>
    public required AddressPool Pool { get; init; }

    /// <summary>Its policy, or null.</summary>
    public PoolPolicy? Policy { get; private init; }

    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The quotas of the policy that bound the namespace.</summary>
    public ImmutableArray<NamespaceQuota> Quotas { get; private init; } = [];

    /// <summary>Whether the pool gives what a Service does not have yet.</summary>
    public bool GivesNew => Policy is null or { State: PoolState.Active };

    /// <summary>The terms on which a namespace's Services use a pool.</summary>
    public static PoolTerms For(ClusterView view, AddressPool pool, string inNamespace)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(pool);
        var terms = new PoolTerms { Pool = pool, Namespace = inNamespace };
        if (!view.PoolPolicies.TryGetValue(pool.Name, out var policy))
        {
            return terms;
        }

        var labels = view.Namespaces.GetValueOrDefault(inNamespace, ImmutableDictionary<string, string>.Empty);
        return terms with
        {
            Policy = policy,
            Quotas = policy.Quotas.RemoveAll(quota => !quota.Bounds(inNamespace, labels)),
        };
    }

    /// <summary>Why the pool gives nothing new; only meaningful when it does not.</summary>
    internal AllocationResult RefuseNew() => Policy?.State == PoolState.Draining
        ? AllocationResult.Refused(
            AllocationRefusal.PoolDraining,
            $"pool {QuotedText.Of(Pool.Name)} is being drained by PoolPolicy {QuotedText.Of(Policy.Name)}, it gives no new address")
        : AllocationResult.Refused(
            AllocationRefusal.PoolFrozen,
            $"pool {QuotedText.Of(Pool.Name)} is frozen by PoolPolicy {QuotedText.Of(Policy?.Name ?? "")}, it gives no new address");

    /// <summary>Why a namespace that uses so many addresses may not use this many; null when it may, or when they are no more.</summary>
    internal AllocationResult? CheckQuotas(int inUse, int wanted)
    {
        foreach (var quota in Quotas)
        {
            if (wanted > quota.Addresses && wanted > inUse)
            {
                return AllocationResult.Refused(
                    AllocationRefusal.QuotaExceeded,
                    $"quota {QuotedText.Of(quota.Name)} of pool {QuotedText.Of(Pool.Name)} allows {quota.Addresses} "
                    + (quota.Addresses == 1 ? "address " : "addresses ")
                    + $"to namespace {QuotedText.Of(Namespace)}, {inUse} in use");
            }
        }

        return null;
    }
}
