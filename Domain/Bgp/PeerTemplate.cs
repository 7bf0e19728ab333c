using System.Globalization;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;

namespace MetalOrleans.Domain.Bgp;

/// <summary>Fills in what a peer takes from a node. Where the node says nothing, the peer's own field counts.</summary>
internal static class PeerTemplate
{
    /// <summary>The peer as the node sees it.</summary>
    /// <returns>The peer, or why there is none.</returns>
    public static (BgpPeer? Peer, BgpSessionRefusal? Refusal) Resolve(BgpPeer peer, ClusterNode node, ClusterView view)
    {
        if (peer is { AddressFrom: null, PeerASNFrom: null, MyASNFrom: null })
        {
            return (peer, null);
        }

        var address = peer.Address;
        if (peer.AddressFrom is { } from && Find(from, node, view) is { } text)
        {
            if (!Address.TryParse(text, out var read))
            {
                return Invalid(peer, $"{from} of the node is {QuotedText.Of(text)}, which is no address");
            }

            address = read.Unmap();
        }

        if (address is null && peer.Interface is null)
        {
            return (null, new BgpSessionRefusal(
                peer.Name, BgpSessionRefusalReason.ValueMissing, $"{peer.AddressFrom} of the node is missing, and peerAddress is not set"));
        }

        if (peer.SourceAddress is { } source && address is { } end && source.Family != end.Family)
        {
            return Invalid(peer, $"{peer.AddressFrom} of the node is not of the family of sourceAddress {source}");
        }

        var (peerNumber, peerFault) = Number(peer, peer.PeerASNFrom, peer.PeerASN, node, view);
        var (myNumber, myFault) = Number(peer, peer.MyASNFrom, peer.MyASN, node, view);
        if ((peerFault ?? myFault) is { } fault)
        {
            return (null, fault);
        }

        return (
            peer with
            {
                Address = address,
                PeerASN = peer.DynamicASN is null ? peerNumber : null,
                MyASN = myNumber!.Value,
                AddressFrom = null,
                PeerASNFrom = null,
                MyASNFrom = null,
            },
            null);
    }

    private static (uint? Number, BgpSessionRefusal? Refusal) Number(
        BgpPeer peer, NodeValue? from, uint? own, ClusterNode node, ClusterView view)
    {
        if (from is null || Find(from, node, view) is not { } text)
        {
            return own is not null || peer.DynamicASN is not null
                ? (own, null)
                : (null, new BgpSessionRefusal(
                    peer.Name, BgpSessionRefusalReason.ValueMissing, $"{from} of the node is missing, and peerASN is not set"));
        }

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != 0
            ? (number, null)
            : (null, Invalid(peer, $"{from} of the node is {QuotedText.Of(text)}, which is no AS number").Refusal);
    }

    private static (BgpPeer? Peer, BgpSessionRefusal? Refusal) Invalid(BgpPeer peer, string message) =>
        (null, new BgpSessionRefusal(peer.Name, BgpSessionRefusalReason.ValueInvalid, message));

    private static string? Find(NodeValue value, ClusterNode node, ClusterView view) => value.Kind switch
    {
        NodeValueKind.Label => node.Labels.GetValueOrDefault(value.Key),
        NodeValueKind.Annotation => node.Annotations.GetValueOrDefault(value.Key),
        NodeValueKind.DefaultGatewayIPv4 => Gateway(node, IPFamily.IPv4, view),
        _ => Gateway(node, IPFamily.IPv6, view),
    };

    /// <summary>The lowest of several: routes of equal rank come in any order.</summary>
    private static string? Gateway(ClusterNode node, IPFamily family, ClusterView view)
    {
        Address? lowest = null;
        foreach (var gateway in view.Gateways.GetValueOrDefault(node.Name, []))
        {
            if (gateway.Family == family && (lowest is not { } known || gateway.CompareTo(known) < 0))
            {
                lowest = gateway;
            }
        }

        return lowest?.ToString();
    }
}
