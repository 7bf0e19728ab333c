using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>
/// BGPPeer between v1beta1 and v1beta2, for servers without the conversion webhook (C-096 to C-099).
/// Deviation from C-098: a v1beta1 peer without timers means the defaults, not zero.
/// </summary>
internal static class PeerForms
{
    private static readonly string[] OnlyInV1Beta2 =
    [
        "connectTime", "enableGracefulRestart", "vrf", "disableMP", "dualStackAddressFamily", "dynamicASN", "interface", "localASN", "passwordSecret",
    ];

    public static void Convert(JsonObject peer, string apiVersion)
    {
        var spec = peer.Object("spec")!;
        if (!apiVersion.EndsWith("/v1beta1", StringComparison.Ordinal))
        {
            return;
        }

        foreach (var field in OnlyInV1Beta2)
        {
            spec.Remove(field);
        }
    }
}
