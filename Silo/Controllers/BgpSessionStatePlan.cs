using System.Collections.Immutable;
using System.Globalization;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What has to be written so that one session's BGPSessionState says how it stands (C-163).</summary>
internal static class BgpSessionStatePlan
{
    /// <summary>Compares what there is with what there shall be.</summary>
    /// <param name="key">The session.</param>
    /// <param name="standing">How it stands; null when there is none.</param>
    /// <param name="existing">The objects about it, in any order.</param>
    /// <param name="inNamespace">Where an object is created.</param>
    public static StatusPlan<BGPSessionState> Make(
        BgpSessionKey key, BgpSessionStanding? standing, IEnumerable<BGPSessionState> existing, string inNamespace)
    {
        var held = existing.OrderBy(item => item.Metadata.CreationTimestamp)
            .ThenBy(item => item.Metadata.Name, StringComparer.Ordinal).ToImmutableArray();
        if (standing is null)
        {
            return new StatusPlan<BGPSessionState>(held, [], []);
        }

        var labels = Labels(key, standing);
        var wanted = new BGPSessionStateStatus
        {
            Node = key.Node,
            Peer = standing.PeerText,
            Vrf = standing.Vrf,
            BgpStatus = standing.BgpStatus,
            BfdStatus = standing.BfdStatus,
        };
        // An object tells of one end for ever: a peer that moved to another address is another session to those who look for it.
        var own = Array.Find([.. held], item => IsAbout(item, labels));
        var others = held.RemoveAll(item => ReferenceEquals(item, own));
        if (own is not null)
        {
            return new StatusPlan<BGPSessionState>(others, Says(own.Status, wanted) ? [] : [own with { Status = wanted }], []);
        }

        var created = new BGPSessionState
        {
            Metadata = new ObjectMeta
            {
                GenerateName = key.Node + "-", Namespace = inNamespace, Labels = labels, Annotations = LongNames(key),
            },
            Status = wanted,
        };
        return new StatusPlan<BGPSessionState>(others, [], [created]);
    }

    /// <summary>The session that an object is about; null when it does not say, as an object of frr-k8s's own does not.</summary>
    public static BgpSessionKey? KeyOf(BGPSessionState item) =>
        NameIn(item, BGPSessionState.BgpPeerLabel, BGPSessionState.BgpPeerLabel) is { } peer
        && NameIn(item, BGPSessionState.NodeLabel, BGPSessionState.NodeAnnotation) is { } node
            ? new BgpSessionKey(node, peer)
            : null;

    private static string? NameIn(BGPSessionState item, string label, string annotation) =>
        item.Metadata.Annotations?.GetValueOrDefault(annotation) ?? item.Metadata.Labels?.GetValueOrDefault(label);

    private static Dictionary<string, string> Labels(BgpSessionKey key, BgpSessionStanding standing) =>
        new(StringComparer.Ordinal)
        {
            [BGPSessionState.NodeLabel] = LabelText.Of(key.Node),
            [BGPSessionState.PeerLabel] = PeerLabel(standing),
            [BGPSessionState.VrfLabel] = standing.Vrf ?? "",
            [BGPSessionState.BgpPeerLabel] = LabelText.Of(key.Peer),
        };

    /// <summary>What is too long for a label stands in an annotation of its own, in full.</summary>
    private static Dictionary<string, string>? LongNames(BgpSessionKey key)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!LabelText.Fits(key.Node))
        {
            names[BGPSessionState.NodeAnnotation] = key.Node;
        }

        if (!LabelText.Fits(key.Peer))
        {
            names[BGPSessionState.BgpPeerLabel] = key.Peer;
        }

        return names.Count == 0 ? null : names;
    }

    /// <summary>An IPv6 address in full, hyphens for colons, which no label may have.</summary>
    private static string PeerLabel(BgpSessionStanding standing)
    {
        if (standing.Session.Peer.Address is not { Family: IPFamily.IPv6 } address)
        {
            return standing.PeerText;
        }

        var octets = address.ToBytes();
        return string.Join('-', Enumerable.Range(0, octets.Length / 2).Select(
            i => ((octets[2 * i] << 8) | octets[(2 * i) + 1]).ToString("x4", CultureInfo.InvariantCulture)));
    }

    private static bool IsAbout(BGPSessionState item, Dictionary<string, string> labels) =>
        labels.All(label => item.Metadata.Labels?.GetValueOrDefault(label.Key) == label.Value);

    private static bool Says(BGPSessionStateStatus? held, BGPSessionStateStatus wanted) =>
        held is not null
        && held.Node == wanted.Node
        && held.Peer == wanted.Peer
        && (held.Vrf ?? "") == (wanted.Vrf ?? "")
        && held.BgpStatus == wanted.BgpStatus
        && held.BfdStatus == wanted.BfdStatus;
}
