using System.Collections.Immutable;
using System.Globalization;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;

namespace MetalOrleans.Domain.Services;

/// <summary>
/// What a Service asks for and what it has, read out of its raw fields (section 2.1 of the reference).
/// </summary>
/// <remarks>Reading never fails: a field that makes no sense is an <see cref="AddressSet"/> with a refusal.</remarks>
public sealed record ServiceRequest
{
    /// <summary>The most addresses of one family that a Service may ask for.</summary>
    internal const int PerFamilyLimit = 16;

    private static readonly ImmutableArray<IPFamily> _bothFamilies = [IPFamily.IPv4, IPFamily.IPv6];

    private ServiceRequest()
    {
    }

    /// <summary>The Service that asks.</summary>
    public required ServiceKey Service { get; init; }

    /// <summary>The addresses in the status: what the Service has (S-044, S-045).</summary>
    public required AddressSet Current { get; init; }

    /// <summary>The addresses asked for by annotation or <c>spec.loadBalancerIP</c> (S-003, S-004).</summary>
    public required AddressSet Desired { get; init; }

    /// <summary>The cluster IPs, which define the families (S-011).</summary>
    public required AddressSet ClusterIPs { get; init; }

    /// <summary>The pool asked for; empty when any will do (S-005).</summary>
    public required string Pool { get; init; }

    /// <summary>The sharing key; empty means no sharing (S-006).</summary>
    public required string SharingKey { get; init; }

    /// <summary>Whether the sharing annotation is there, whatever its value (L-016).</summary>
    public required bool HasSharingAnnotation { get; init; }

    /// <summary>The backend key: the selector's text for traffic policy Local, empty for Cluster (S-031).</summary>
    public required string BackendKey { get; init; }

    /// <summary>The ports that sharing keeps apart (S-016).</summary>
    public required ImmutableArray<ServicePort> Ports { get; init; }

    /// <summary>
    /// Whether one family will do where two cannot be had: dual-stack cluster IPs and PreferDualStack (S-012).
    /// </summary>
    /// <remarks>
    /// False for a Service with one cluster IP, whatever its policy says: otherwise a second address would be added in one
    /// pass and taken away in the next.
    /// </remarks>
    public required bool PrefersDualStack { get; init; }

    /// <summary>The family to prefer when only one can be had (S-013).</summary>
    public required IPFamily PrimaryFamily { get; init; }

    /// <summary>How many addresses of each family the Service wants; 1 when what it says makes no sense.</summary>
    public required int AddressesPerFamily { get; init; }

    /// <summary>What it says about that when it makes no sense; null otherwise.</summary>
    public required string? InvalidAddressCount { get; init; }

    /// <summary>Whether the Service stays where it is when its pool is drained.</summary>
    public required bool KeepsAddress { get; init; }

    /// <summary>The annotation keys with the old prefix, sorted (S-009).</summary>
    public required ImmutableArray<string> DeprecatedAnnotations { get; init; }

    /// <summary>The families wanted, IPv4 first (S-021); empty when the cluster IPs do not tell.</summary>
    public ImmutableArray<IPFamily> Families =>
        ClusterIPs.Addresses.Length == 2 ? _bothFamilies : ClusterIPs.Families;

    /// <summary>Reads a Service.</summary>
    public static ServiceRequest Read(ServiceView service)
    {
        ArgumentNullException.ThrowIfNull(service);
        var clusterIPs = AddressSet.Read(service.ClusterIPs);
        var sharing = ServiceAnnotations.Find(service, ServiceAnnotations.AllowSharedIP);
        var (perFamily, invalidCount) = ReadCount(service);
        return new ServiceRequest
        {
            Service = service.Key,
            Current = ReadCurrent(service),
            Desired = ReadDesired(service, perFamily),
            AddressesPerFamily = perFamily,
            InvalidAddressCount = invalidCount,
            KeepsAddress = service.Annotations.GetValueOrDefault(ServiceAnnotations.KeepAddress) == "true",
            ClusterIPs = clusterIPs,
            Pool = ServiceAnnotations.Find(service, ServiceAnnotations.AddressPool) ?? "",
            SharingKey = sharing ?? "",
            HasSharingAnnotation = sharing is not null,
            BackendKey = service.IsTrafficPolicyLocal
                ? string.Join(',', service.Selector.Select(label => $"{label.Key}={label.Value}"))
                : "",
            Ports = service.Ports,
            PrefersDualStack =
                service.IPFamilyPolicy == IPFamilyPolicy.PreferDualStack && clusterIPs.Addresses.Length == 2,
            PrimaryFamily = service.PrefersIPv6 ? IPFamily.IPv6 : IPFamily.IPv4,
            DeprecatedAnnotations =
            [
                .. service.Annotations.Keys.Where(
                    key => key.StartsWith(ServiceAnnotations.DeprecatedPrefix, StringComparison.Ordinal)),
            ],
        };
    }

    /// <summary>Each family as often as the Service wants addresses of it.</summary>
    internal ImmutableArray<IPFamily> Repeat(ImmutableArray<IPFamily> families) => AddressesPerFamily == 1
        ? families
        : [.. families.SelectMany(family => Enumerable.Repeat(family, AddressesPerFamily))];

    /// <summary>What to ask a pool for, with these families.</summary>
    public AllocationRequest ToAllocationRequest(ImmutableArray<IPFamily> families) => new()
    {
        Service = Service,
        Families = families,
        SharingKey = SharingKey,
        BackendKey = BackendKey,
        Ports = Ports,
        PerFamilyMax = Math.Max(
            AddressesPerFamily, families.Length == 0 ? 1 : families.GroupBy(family => family).Max(group => group.Count())),
    };

    /// <summary>
    /// A status that we wrote may have several addresses of one family, however many are wanted by now; any other one (S-045)
    /// may not.
    /// </summary>
    private static AddressSet ReadCurrent(ServiceView service) => service.IngressIPs.IsEmpty
        ? AddressSet.None
        : AddressSet.Read(
            service.IngressIPs,
            service.Annotations.ContainsKey(ServiceAnnotations.AllocatedFromPool) ? PerFamilyLimit : 1);

    private static (int PerFamily, string? Invalid) ReadCount(ServiceView service) =>
        !service.Annotations.TryGetValue(ServiceAnnotations.AddressesPerFamily, out var text) ? (1, null)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= PerFamilyLimit ? (count, null)
        : (1, text);

    private static AddressSet ReadDesired(ServiceView service, int perFamily)
    {
        var annotation = ServiceAnnotations.Find(service, ServiceAnnotations.LoadBalancerIPs) ?? "";
        if (annotation.Length > 0 && service.LoadBalancerIP.Length > 0)
        {
            return AddressSet.Refused(
                AddressSetRefusal.AskedTwice,
                $"service can not have both {ServiceAnnotations.LoadBalancerIPs} and svc.Spec.LoadBalancerIP");
        }

        if (annotation.Length > 0)
        {
            var set = AddressSet.Read([.. annotation.Split(',', StringSplitOptions.TrimEntries)], perFamily);
            return set.Refusal == AddressSetRefusal.InvalidAddress
                ? AddressSet.Refused(
                    AddressSetRefusal.InvalidAddress,
                    $"invalid {ServiceAnnotations.LoadBalancerIPs}: {QuotedText.Of(annotation)}")
                : set;
        }

        if (service.LoadBalancerIP.Length == 0)
        {
            return AddressSet.None;
        }

        var single = AddressSet.Read([service.LoadBalancerIP]);
        return single.Refusal is null
            ? single
            : AddressSet.Refused(
                AddressSetRefusal.InvalidAddress,
                $"invalid spec.loadBalancerIP {QuotedText.Of(service.LoadBalancerIP)}");
    }
}
