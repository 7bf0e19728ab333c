using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A frrk8s.metallb.io/v1beta1 BGPSessionState (C-163): how one session of one node stands.</summary>
public sealed record BGPSessionState : IReplaceableResource<BGPSessionState>
{
    /// <summary>The label that names the node, or begins like its name where that is longer than a label.</summary>
    public const string NodeLabel = "frrk8s.metallb.io/node";

    /// <summary>The annotation with the node's name, where that is longer than a label.</summary>
    public const string NodeAnnotation = "metalorleans.io/node";

    /// <summary>The label that names the peer by its address, colons written as hyphens, or by its interface.</summary>
    public const string PeerLabel = "frrk8s.metallb.io/peer";

    /// <summary>The label that names the VRF; empty for the default one.</summary>
    public const string VrfLabel = "frrk8s.metallb.io/vrf";

    /// <summary>
    /// The label that names the BGPPeer object, which tells two peers of one address from each other; where the name is longer than
    /// a label, the annotation of the same key has it.
    /// </summary>
    public const string BgpPeerLabel = "metalorleans.io/bgppeer";

    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("frrk8s.metallb.io", "v1beta1", "BGPSessionState", "bgpsessionstates", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<BGPSessionState> TypeInfo => KubernetesJson.Context.BGPSessionState;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>How the session stands.</summary>
    public BGPSessionStateStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
