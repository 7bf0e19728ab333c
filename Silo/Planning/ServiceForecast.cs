using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Planning;

/// <summary>
/// Fills in what the API server would: a manifest rarely names cluster addresses, and their families decide which addresses a
/// Service may have (S-011).
/// </summary>
internal sealed class ServiceForecast(IReadOnlyCollection<ServiceView> present)
{
    // Only the family of a forecast address is ever looked at; these are kept for documentation (RFC 5737, RFC 3849).
    private const string SomeIPv4 = "192.0.2.1";
    private const string SomeIPv6 = "2001:db8::1";

    /// <summary>The Service as the API server would store it.</summary>
    /// <param name="applied">The Service as the manifest has it.</param>
    /// <param name="spec">The manifest's specification.</param>
    /// <param name="stored">The Service as it is at present; null when it is new.</param>
    public ServiceView Complete(ServiceView applied, ServiceSpec? spec, ServiceView? stored)
    {
        if (!applied.ClusterIPs.IsEmpty || spec?.Type == "ExternalName")
        {
            return applied;
        }

        var families = FamiliesOf(applied, spec, stored);
        return applied with
        {
            ClusterIPs = [.. families.Select(family => Kept(stored, family) ?? (family == IPFamily.IPv4 ? SomeIPv4 : SomeIPv6))],
            PrefersIPv6 = families[0] == IPFamily.IPv6,
        };
    }

    private ImmutableArray<IPFamily> FamiliesOf(ServiceView applied, ServiceSpec? spec, ServiceView? stored)
    {
        var named = (spec?.IPFamilies ?? []).Select(name => name == "IPv6" ? IPFamily.IPv6 : IPFamily.IPv4).Distinct().ToList();
        var held = Read(stored);
        var first = named.Count > 0 ? named[0] : held.Count > 0 ? held[0] : ClusterFamily;
        var isDual = applied.IPFamilyPolicy switch
        {
            IPFamilyPolicy.RequireDualStack => true,
            IPFamilyPolicy.PreferDualStack => named.Count > 1 || held.Count > 1 || IsClusterDualStack,
            _ => false,
        };
        return isDual ? [first, first.Other()] : [first];
    }

    private IPFamily ClusterFamily =>
        present.Select(Read).FirstOrDefault(families => families.Count > 0) is { } some ? some[0] : IPFamily.IPv4;

    private bool IsClusterDualStack => present.Any(service => Read(service).Distinct().Count() > 1);

    private static List<IPFamily> Read(ServiceView? service) =>
    [
        .. (service?.ClusterIPs ?? []).Select(text => (IsRead: Address.TryParse(text, out var address), address.Family))
            .Where(entry => entry.IsRead)
            .Select(entry => entry.Family),
    ];

    private static string? Kept(ServiceView? stored, IPFamily family) =>
        stored?.ClusterIPs.FirstOrDefault(text => Address.TryParse(text, out var address) && address.Family == family);
}
