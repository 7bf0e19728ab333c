using System.Collections.Immutable;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>One validating webhook, with the names that MetalLB's manifests and chart gave it (O-080 to O-085).</summary>
/// <param name="Kind">The kind it is asked about.</param>
/// <param name="Plural">The kind's name in URLs.</param>
/// <param name="Version">The version in which it reads objects; the API server converts others to it (C-095).</param>
/// <param name="Operations">What it is asked about; anything else is allowed.</param>
/// <param name="Name">Its name in the plain manifests, and in messages of the standalone API server.</param>
/// <param name="ChartName">Its name in the chart.</param>
internal sealed record AdmissionWebhook(
    string Kind, string Plural, string Version, ImmutableArray<string> Operations, string Name, string ChartName)
{
    public const string Group = "metallb.io";
    public const string Create = "CREATE";
    public const string Update = "UPDATE";
    public const string Delete = "DELETE";

    private static readonly ImmutableArray<string> _writes = [Create, Update];

    /// <summary>All of them.</summary>
    public static ImmutableArray<AdmissionWebhook> All { get; } =
    [
        new("BGPPeer", "bgppeers", "v1beta2", _writes, "bgppeersvalidationwebhook.metallb.io", "bgppeervalidationwebhook.metallb.io"),
        Of("IPAddressPool", "ipaddresspools", _writes),
        Of("BGPAdvertisement", "bgpadvertisements", _writes),
        Of("L2Advertisement", "l2advertisements", _writes),
        Of("Community", "communities", _writes),
        Of("BFDProfile", "bfdprofiles", [Create, Delete]),
    ];

    /// <summary>Where the API server calls it.</summary>
    public string Path => $"/validate-metallb-io-{Version}-{Kind.ToLowerInvariant()}";

    /// <summary>Group and version in which it reads objects.</summary>
    public string ApiVersion => $"{Group}/{Version}";

    private static AdmissionWebhook Of(string kind, string plural, ImmutableArray<string> operations)
    {
        var name = $"{kind.ToLowerInvariant()}validationwebhook.{Group}";
        return new AdmissionWebhook(kind, plural, "v1beta1", operations, name, name);
    }
}
