using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a BGPSessionState (C-163).</summary>
public sealed record BGPSessionStateStatus
{
    /// <summary><c>Idle</c>, <c>Connect</c>, <c>Active</c>, <c>OpenSent</c>, <c>OpenConfirm</c> or <c>Established</c>.</summary>
    public string? BgpStatus { get; set; }

    /// <summary><c>Up</c>, <c>Down</c>, or <c>N/A</c> for a session that BFD does not watch.</summary>
    public string? BfdStatus { get; set; }

    /// <summary>The node.</summary>
    public string? Node { get; set; }

    /// <summary>The peer's address, or the interface it is found on.</summary>
    public string? Peer { get; set; }

    /// <summary>The VRF; null for the default one.</summary>
    public string? Vrf { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
