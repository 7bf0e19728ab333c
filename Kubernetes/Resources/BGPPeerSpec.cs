using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a BGPPeer.</summary>
public sealed record BGPPeerSpec
{
    /// <summary>The number of this side (C-070).</summary>
    public long? MyASN { get; set; }

    /// <summary>The number of the router (C-071).</summary>
    public long? PeerASN { get; set; }

    /// <summary><c>internal</c> or <c>external</c> (C-072).</summary>
    public string? DynamicASN { get; set; }

    /// <summary>The number shown in place of <see cref="MyASN"/> (C-073).</summary>
    public long? LocalASN { get; set; }

    /// <summary>The router's address (C-074).</summary>
    public string? PeerAddress { get; set; }

    /// <summary>The interface of an unnumbered session (C-075).</summary>
    public string? Interface { get; set; }

    /// <summary>The address of this side (C-076).</summary>
    public string? SourceAddress { get; set; }

    /// <summary>The router's TCP port; default 179 (C-077).</summary>
    public long? PeerPort { get; set; }

    /// <summary>A duration (C-078).</summary>
    public string? HoldTime { get; set; }

    /// <summary>A duration (C-079).</summary>
    public string? KeepaliveTime { get; set; }

    /// <summary>A duration (C-080).</summary>
    public string? ConnectTime { get; set; }

    /// <summary>An IPv4 address (C-081).</summary>
    public string? RouterID { get; set; }

    /// <summary>Nodes by label (C-082).</summary>
    public List<LabelSelector>? NodeSelectors { get; set; }

    /// <summary>The TCP MD5 password in plain text (C-083).</summary>
    public string? Password { get; set; }

    /// <summary>The Secret that holds the password (C-084).</summary>
    public SecretReference? PasswordSecret { get; set; }

    /// <summary>The BFDProfile's name (C-085).</summary>
    public string? BfdProfile { get; set; }

    /// <summary>Whether the router keeps routes over a restart (C-086).</summary>
    public bool? EnableGracefulRestart { get; set; }

    /// <summary>Whether an eBGP router may be further away than one hop (C-087).</summary>
    public bool? EbgpMultiHop { get; set; }

    /// <summary>The VRF (C-088).</summary>
    public string? Vrf { get; set; }

    /// <summary>Deprecated, without effect (C-089).</summary>
    public bool? DisableMP { get; set; }

    /// <summary>Whether the session carries both families (C-089b).</summary>
    public bool? DualStackAddressFamily { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Without the password: a record that is printed must not leak it.</summary>
    public override string ToString() => $"BGPPeerSpec of {PeerAddress ?? Interface}";
}
