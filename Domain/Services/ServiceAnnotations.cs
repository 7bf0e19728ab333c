namespace MetalOrleans.Domain.Services;

/// <summary>
/// The annotations of a Service that have a meaning, under the present and the old prefix (S-004 to S-009).
/// </summary>
public static class ServiceAnnotations
{
    /// <summary>The pool that the address came from; written by the product, never read as a request (S-007).</summary>
    public const string AllocatedFromPool = "metallb.io/ip-allocated-from-pool";

    /// <summary>The addresses that the Service asks for, one or two, separated by a comma (S-004).</summary>
    public const string LoadBalancerIPs = "metallb.io/loadBalancerIPs";

    /// <summary>The pool that the Service asks for (S-005).</summary>
    public const string AddressPool = "metallb.io/address-pool";

    /// <summary>The sharing key (S-006).</summary>
    public const string AllowSharedIP = "metallb.io/allow-shared-ip";

    /// <summary>How many addresses of each of its families the Service wants, 1 to 16; default 1.</summary>
    public const string AddressesPerFamily = "metalorleans.io/addresses-per-family";

    /// <summary>With the value <c>true</c> the Service stays where it is when its pool is drained.</summary>
    public const string KeepAddress = "metalorleans.io/keep-address";

    /// <summary>
    /// Communities, or names of such, that the Service's routes shall carry too, separated by commas; the policy of its pool
    /// says which are allowed.
    /// </summary>
    public const string BgpCommunities = "metalorleans.io/bgp-communities";

    /// <summary>
    /// The LOCAL_PREF of the Service's routes in place of the advertisements'; the policy of its pool says which are allowed.
    /// </summary>
    public const string BgpLocalPreference = "metalorleans.io/bgp-local-preference";

    /// <summary>Any key that starts so is deprecated; three of them still have a meaning (S-008, S-009).</summary>
    public const string DeprecatedPrefix = "metallb.universe.tf";

    private const string CurrentPrefix = "metallb.io";

    /// <summary>The value under the present key, else under its old twin, else null (S-008).</summary>
    internal static string? Find(ServiceView service, string key) =>
        service.Annotations.TryGetValue(key, out var value)
        || service.Annotations.TryGetValue(string.Concat(DeprecatedPrefix, key.AsSpan(CurrentPrefix.Length)), out value)
            ? value
            : null;
}
