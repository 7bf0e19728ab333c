using System.Collections.Immutable;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>
/// One validating webhook: of MetalLB's kinds with the names that its manifests and chart gave it (O-080 to O-085), and of the
/// kinds that MetalLB does not have.
/// </summary>
/// <param name="Group">The API group of the kind.</param>
/// <param name="Kind">The kind it is asked about.</param>
/// <param name="Plural">The kind's name in URLs.</param>
/// <param name="Version">The version in which it reads objects; the API server converts others to it (C-095).</param>
/// <param name="Operations">What it is asked about; anything else is allowed.</param>
/// <param name="Name">Its name in the plain manifests, and in messages of the standalone API server.</param>
/// <param name="ChartName">Its name in the chart.</param>
internal sealed record AdmissionWebhook(
    string Group, string Kind, string Plural, string Version, ImmutableArray<string> Operations, string Name, string ChartName)
{
    public const string MetalLBGroup = "metallb.io";
    public const string OwnGroup = "metalorleans.io";
    public const string Create = "CREATE";
    public const string Update = "UPDATE";
    public const string Delete = "DELETE";

    private static readonly ImmutableArray<string> _writes = [Create, Update];

    /// <summary>All of them.</summary>
    public static ImmutableArray<AdmissionWebhook> All { get; } =
    [
        new(
            MetalLBGroup,
            "BGPPeer",
            "bgppeers",
            "v1beta2",
            _writes,
            "bgppeersvalidationwebhook.metallb.io",
            "bgppeervalidationwebhook.metallb.io"),
        Of(MetalLBGroup, "IPAddressPool", "ipaddresspools", "v1beta1", _writes),
        Of(MetalLBGroup, "BGPAdvertisement", "bgpadvertisements", "v1beta1", _writes),
        Of(MetalLBGroup, "L2Advertisement", "l2advertisements", "v1beta1", _writes),
        Of(MetalLBGroup, "Community", "communities", "v1beta1", _writes),
        Of(MetalLBGroup, "BFDProfile", "bfdprofiles", "v1beta1", [Create, Delete]),
        Of(OwnGroup, "IPReservation", "ipreservations", "v1alpha1", _writes),
        Of(OwnGroup, "PoolPolicy", "poolpolicies", "v1alpha1", _writes),
    ];

    /// <summary>Where the API server calls it.</summary>
    public string Path => $"/validate-{Group.Replace('.', '-')}-{Version}-{Kind.ToLowerInvariant()}";

    /// <summary>Group and version in which it reads objects.</summary>
    public string ApiVersion => $"{Group}/{Version}";

    private static AdmissionWebhook Of(
        string group, string kind, string plural, string version, ImmutableArray<string> operations)
    {
        var name = $"{kind.ToLowerInvariant()}validationwebhook.{group}";
        return new AdmissionWebhook(group, kind, plural, version, operations, name, name);
    }
}
