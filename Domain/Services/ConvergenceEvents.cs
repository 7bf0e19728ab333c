using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Services;

/// <summary>The events of a convergence, word for word as MetalLB publishes them (section 2.6).</summary>
internal static class ConvergenceEvents
{
    public static ServiceEvent NotEnoughClusterIPs(ServiceView service) => Warning(
        ServiceEventReason.NotEnoughClusterIPs,
        $"Service requires dual stack but not enough clusterips [{string.Join(' ', service.ClusterIPs)}]");

    public static ServiceEvent UnreadableIngress(ServiceView service, AddressSet current) => Warning(
        ServiceEventReason.NoLoadBalancerIPsFamily,
        $"Failed to retrieve LBIPs IPFamily for {QuotedText.OfList(service.IngressIPs)}: {current.Message}");

    public static ServiceEvent UnknownClusterFamily(ServiceView service, AddressSet clusterIPs) => Warning(
        ServiceEventReason.NoClusterIPsFamily,
        $"Failed to retrieve ClusterIPs IPFamily for {QuotedText.OfList(service.ClusterIPs)} "
        + $"{service.ClusterIPs[0]}: {clusterIPs.Message}");

    public static ServiceEvent ClearAssignment(ServiceKey service, string why) => Normal(
        ServiceEventReason.ClearAssignment,
        $"current IP for {QuotedText.Of(service.ToString())} not allowed by config, "
        + $"will attempt for new IP assignment: {why}");

    public static ServiceEvent MalformedRequest(AddressSet desired) => Warning(
        ServiceEventReason.LoadBalancerFailed, $"invalid requested loadbalancer IPs: {desired.Message}");

    public static ServiceEvent AdditionalAssignFailed(string why) => Normal(
        ServiceEventReason.AdditionalAssignFailed, $"cannot assign additional IP in PreferDualStack: {why}");

    public static ServiceEvent MoreAddressesFailed(int perFamily, string why) => Normal(
        ServiceEventReason.AdditionalAssignFailed, $"cannot assign {perFamily} addresses of each family: {why}");

    public static ServiceEvent InvalidAddressCount(string value) => Warning(
        ServiceEventReason.InvalidAddressCount,
        $"invalid {ServiceAnnotations.AddressesPerFamily} {QuotedText.Of(value)}: use a number from 1 to "
        + $"{ServiceRequest.PerFamilyLimit}; taken for 1");

    public static ServiceEvent Moved(string pool, ImmutableArray<Address> from, ImmutableArray<Address> to) => Normal(
        ServiceEventReason.PoolDrained,
        $"pool {QuotedText.Of(pool)} is being drained: moved from {QuotedText.OfList(from)} to {QuotedText.OfList(to)}");

    public static ServiceEvent CannotMove(string pool, ImmutableArray<Address> addresses, string why) => Warning(
        ServiceEventReason.PoolDrainBlocked,
        $"pool {QuotedText.Of(pool)} is being drained, {QuotedText.OfList(addresses)} stays until another pool has room: {why}");

    public static ServiceEvent Added(Address address) => Normal(
        ServiceEventReason.IPAllocated, $"Assigned additional IP {QuotedText.Of(address.ToString())}");

    public static ServiceEvent Allocated(ImmutableArray<Address> addresses) => Normal(
        ServiceEventReason.IPAllocated, $"Assigned IP {QuotedText.OfList(addresses)}");

    public static ServiceEvent AllocationFailed(ServiceKey service, string why) => Warning(
        ServiceEventReason.AllocationFailed, $"Failed to allocate IP for {QuotedText.Of(service.ToString())}: {why}");

    public static ServiceEvent InternalError() => Warning(
        ServiceEventReason.InternalError, "allocated an IP that has no pool");

    public static ServiceEvent Deprecated(string key) => Warning(
        ServiceEventReason.DeprecatedAnnotation, $"Service uses deprecated annotation {key}");

    private static ServiceEvent Normal(string reason, string message) => new(ServiceEventType.Normal, reason, message);

    private static ServiceEvent Warning(string reason, string message) => new(ServiceEventType.Warning, reason, message);
}
