using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;
using PolicySpec = MetalOrleans.Domain.Configuration.PoolPolicySpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>Between a PoolPolicy and its domain words.</summary>
public static class PoolPolicyMapping
{
    // Enough to see how quotas are used; a status has a size to stay within.
    private const int QuotasMax = 100;

    /// <summary>The specification, as it was written, with the schema's defaults for what is left out.</summary>
    public static PolicySpec ToSpec(PoolPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new PolicySpec
        {
            Name = policy.Metadata.Name,
            CreatedAt = policy.Metadata.CreationTimestamp ?? default,
            Pool = policy.Spec?.Pool ?? "",
            State = policy.Spec?.State ?? "Active",
            HoldFor = policy.Spec?.HoldFor ?? "",
            Quotas =
            [
                .. (policy.Spec?.Quotas ?? []).Select(quota => new NamespaceQuotaSpec
                {
                    Name = quota.Name ?? "",
                    Addresses = quota.Addresses ?? 0,
                    Namespaces = [.. quota.Namespaces ?? []],
                    NamespaceSelectors = SelectorMapping.ToSpecs(quota.NamespaceSelectors),
                }),
            ],
            Bgp = ToSpec(policy.Spec?.Bgp),
        };
    }

    /// <summary>What is held for Services that went, as the status remembers it; what makes no sense is left out.</summary>
    public static ImmutableArray<AddressHold> ToHolds(PoolPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var holds = ImmutableArray.CreateBuilder<AddressHold>();
        foreach (var held in policy.Status?.Held ?? [])
        {
            if (Address.TryParse(held.Address, out var address)
                && held is { Namespace.Length: > 0, Name.Length: > 0, Until: { } until })
            {
                holds.Add(new AddressHold(address.Unmap(), new ServiceKey(held.Namespace, held.Name), until));
            }
        }

        return holds.ToImmutable();
    }

    /// <summary>The policy with what its pool keeps in its status; the very same one if nothing would change.</summary>
    /// <param name="policy">The object as it was read.</param>
    /// <param name="keeping">What the pool keeps; null when the policy has no effect.</param>
    public static PoolPolicy WithKeeping(PoolPolicy policy, PoolKeeping? keeping)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var status = policy.Status ?? new PoolPolicyStatus();
        var holds = keeping?.Holds ?? [];
        var quotas = (keeping?.Quotas ?? []).Take(QuotasMax).ToImmutableArray();
        var inUse = keeping?.InUse ?? 0;
        return policy.Status is not null && status.InUse == inUse
            && ToHolds(policy).SequenceEqual(holds)
            && quotas.SequenceEqual((status.Quotas ?? [])
                .Select(use => new QuotaUse(use.Name ?? "", use.Namespace ?? "", use.Addresses, use.InUse)))
                ? policy
                : policy with
                {
                    Status = status with
                    {
                        InUse = inUse,
                        HeldCount = holds.Length,
                        Held = [.. holds.Select(ToHeld)],
                        Quotas = [.. quotas.Select(ToUse)],
                    },
                };
    }

    private static PoolBgpPolicySpec ToSpec(PoolPolicyBgp? bgp) => new()
    {
        WithdrawDelay = bgp?.WithdrawDelay ?? "",
        AllowedCommunities = [.. (bgp?.AllowedCommunities ?? []).Select(text => text ?? "")],
        // One end alone leaves the other open.
        LocalPreferenceMin = bgp?.AllowedLocalPreference is { } low ? low.Min ?? 0 : null,
        LocalPreferenceMax = bgp?.AllowedLocalPreference is { } high ? high.Max ?? uint.MaxValue : null,
    };

    private static HeldAddress ToHeld(AddressHold hold) => new()
    {
        Address = hold.Address.ToString(),
        Namespace = hold.Service.Namespace,
        Name = hold.Service.Name,
        Until = hold.Until,
    };

    private static PoolPolicyQuotaUse ToUse(QuotaUse use) => new()
    {
        Name = use.Quota,
        Namespace = use.Namespace,
        Addresses = use.Limit,
        InUse = use.InUse,
    };
}
