using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Tests.Model;

/// <summary>The model's objects as the product reads them.</summary>
internal static class ModelMapping
{
    public static IPAddressPoolSpec ToSpec(ModelPool pool) => new()
    {
        Name = pool.Name,
        Addresses = [.. pool.Written],
        AutoAssign = pool.AutoAssign,
        AvoidBuggyIPs = pool.AvoidBuggyIPs,
        ServiceAllocation = pool.IsPinned
            ? new ServiceAllocationSpec
            {
                Priority = pool.Priority,
                Namespaces = pool.ForNamespace is { } name ? [name] : [],
                NamespaceSelectors = pool.ForTeam is { } team ? [Selector("team", team)] : [],
                ServiceSelectors = pool.ForTier is { } tier ? [Selector("tier", tier)] : [],
            }
            : null,
    };

    /// <summary>The Service without a status, and with nothing that the product writes.</summary>
    public static ServiceView ToView(ModelService service) => new()
    {
        Key = ServiceKey.Parse(service.Key),
        Uid = service.Key,
        Labels = ImmutableDictionary<string, string>.Empty.Add("tier", service.Tier),
        Annotations = Annotations(service).ToImmutableSortedDictionary(StringComparer.Ordinal),
        IsLoadBalancer = service.IsLoadBalancer,
        ClusterIPs = [.. service.Families.Select(family => family == '6' ? "fd00:96::1" : "10.96.0.1")],
        IPFamilyPolicy = service.Families.Length == 1 ? IPFamilyPolicy.SingleStack
            : service.PrefersDualStack ? IPFamilyPolicy.PreferDualStack
            : IPFamilyPolicy.RequireDualStack,
        PrefersIPv6 = service.Families.StartsWith('6'),
        IsTrafficPolicyLocal = service.IsLocal,
        Selector = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("app", service.Name),
        Ports = [.. service.Ports.Select(port => new ServicePort("TCP", port))],
    };

    public static Dictionary<string, string> Annotations(ModelService service)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (service.Pool.Length > 0)
        {
            annotations["metallb.io/address-pool"] = service.Pool;
        }

        if (service.SharingKey.Length > 0)
        {
            annotations["metallb.io/allow-shared-ip"] = service.SharingKey;
        }

        if (service.Wanted.Count > 0)
        {
            annotations["metallb.io/loadBalancerIPs"] = string.Join(',', service.Wanted);
        }

        return annotations;
    }

    private static LabelSelectorSpec Selector(string key, string value) => new()
    {
        MatchLabels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(key, value),
    };
}
