using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MetalOrleans.Kubernetes.Conversion;

/// <summary>
/// Turns custom resources from one version of their kind into another: the one place that knows how (C-096 to C-099). Pure.
/// </summary>
/// <remarks>
/// BGPPeer is the only kind with two versions. v1beta1 has fewer fields, so that a peer that was written as v1beta2 and read
/// as v1beta1 lacks the newer ones (C-099). Deviations from MetalLB: a v1beta1 peer without timers has none in v1beta2
/// either, which means the defaults and not zero (C-098, Q-9), and the port 0, which meant the default, is left out because
/// v1beta2 does not take it.
/// </remarks>
public static class ResourceConversion
{
    private const string Group = "metallb.io/";
    private const string Older = Group + "v1beta1";
    private const string Newer = Group + "v1beta2";

    /// <summary>The fields of <c>spec</c> that v1beta1 lacks (C-099).</summary>
    private static readonly ImmutableArray<string> _newerFields =
    [
        "connectTime", "disableMP", "dualStackAddressFamily", "dynamicASN", "enableGracefulRestart", "interface", "localASN",
        "passwordSecret", "vrf",
    ];

    /// <summary>Whether there is a way from the object's version to the wanted one; if not, the error says why.</summary>
    public static bool TryConvert(JsonObject source, string apiVersion, out JsonObject converted, out string error)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (from, kind) = (TextOf(source["apiVersion"]), TextOf(source["kind"]));
        if (kind != "BGPPeer" || from is not (Older or Newer) || apiVersion is not (Older or Newer))
        {
            converted = source;
            error = $"cannot convert {kind} from {from} to {apiVersion}: only BGPPeer has two versions, {Older} and {Newer}";
            return false;
        }

        converted = Convert(source, apiVersion);
        error = "";
        return true;
    }

    /// <summary>
    /// A copy of the object in the wanted version. Of kinds that have one form only, the version alone is changed.
    /// </summary>
    public static JsonObject Convert(JsonObject source, string apiVersion)
    {
        ArgumentNullException.ThrowIfNull(source);
        var converted = (JsonObject)source.DeepClone();
        converted["apiVersion"] = apiVersion;
        if (TextOf(source["kind"]) != "BGPPeer" || converted["spec"] is not JsonObject spec)
        {
            return converted;
        }

        if (apiVersion == Older)
        {
            foreach (var field in _newerFields)
            {
                spec.Remove(field);
            }
        }
        else if (spec["peerPort"] is JsonValue port && port.TryGetValue<double>(out var number) && number == 0)
        {
            spec.Remove("peerPort");
        }

        return converted;
    }

    private static string TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
