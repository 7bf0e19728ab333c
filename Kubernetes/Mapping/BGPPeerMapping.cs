using MetalOrleans.Domain.Bgp;
using MetalOrleans.Kubernetes.Resources;
using PeerSpec = MetalOrleans.Domain.Configuration.BGPPeerSpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>A BGPPeer, as it was written, in domain words (C-070 to C-089b).</summary>
public static class BGPPeerMapping
{
    /// <summary>The specification.</summary>
    public static PeerSpec ToSpec(BGPPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        var spec = peer.Spec ?? new BGPPeerSpec();
        return new PeerSpec
        {
            Name = peer.Metadata.Name,
            CreatedAt = peer.Metadata.CreationTimestamp ?? default,
            MyASN = spec.MyASN ?? 0,
            PeerASN = spec.PeerASN ?? 0,
            DynamicASN = spec.DynamicASN ?? "",
            LocalASN = spec.LocalASN ?? 0,
            PeerAddress = spec.PeerAddress ?? "",
            Interface = spec.Interface ?? "",
            SourceAddress = spec.SourceAddress ?? "",
            PeerPort = spec.PeerPort ?? 0,
            HoldTime = spec.HoldTime,
            KeepaliveTime = spec.KeepaliveTime,
            ConnectTime = spec.ConnectTime,
            RouterID = spec.RouterID ?? "",
            NodeSelectors = SelectorMapping.ToSpecs(spec.NodeSelectors),
            Password = string.IsNullOrEmpty(spec.Password) ? null : new BgpPassword(spec.Password),
            PasswordSecret = spec.PasswordSecret?.Name ?? "",
            BfdProfile = spec.BfdProfile ?? "",
            EnableGracefulRestart = spec.EnableGracefulRestart ?? false,
            EbgpMultiHop = spec.EbgpMultiHop ?? false,
            Vrf = spec.Vrf ?? "",
            DisableMP = spec.DisableMP ?? false,
            DualStackAddressFamily = spec.DualStackAddressFamily ?? false,
            Passive = Annotation(BgpAnnotations.Passive),
            TtlSecurity = Annotation(BgpAnnotations.TtlSecurity),
            LongLivedStaleTime = Annotation(BgpAnnotations.LongLivedStaleTime),
            PeerAddressFrom = Annotation(BgpAnnotations.PeerAddressFrom),
            PeerASNFrom = Annotation(BgpAnnotations.PeerASNFrom),
            MyASNFrom = Annotation(BgpAnnotations.MyASNFrom),
        };

        string? Annotation(string key) => peer.Metadata.Annotations?.GetValueOrDefault(key);
    }
}
