using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>How two orders of one session differ, and what that takes.</summary>
/// <param name="Kind">What it takes.</param>
/// <param name="Fields">The fields that differ, by their names in a BGPPeer.</param>
internal sealed record BgpPeerChange(BgpPeerChangeKind Kind, ImmutableArray<string> Fields)
{
    private static readonly ImmutableArray<Rule> Rules =
    [
        new("peerAddress", BgpPeerChangeKind.NewPeer, (a, b) => !Equals(a.Address, b.Address)),
        new("peerPort", BgpPeerChangeKind.NewPeer, (a, b) => a.Port != b.Port),
        new("interface", BgpPeerChangeKind.NewPeer, (a, b) => !string.Equals(a.Interface, b.Interface, StringComparison.Ordinal)),
        new("vrf", BgpPeerChangeKind.NewPeer, (a, b) => !string.Equals(a.Vrf, b.Vrf, StringComparison.Ordinal)),
        new("sourceAddress", BgpPeerChangeKind.NewPeer, (a, b) => !Equals(a.SourceAddress, b.SourceAddress)),
        new("myASN", BgpPeerChangeKind.NewSession, (a, b) => OwnSystemOf(a) != OwnSystemOf(b) && b.LocalAsn == 0),
        new("localASN", BgpPeerChangeKind.NewSession, (a, b) => OwnSystemOf(a) != OwnSystemOf(b) && b.LocalAsn != 0),
        new("holdTime", BgpPeerChangeKind.NewSession, (a, b) => a.HoldTime != b.HoldTime),
        new("routerID", BgpPeerChangeKind.NewSession, (a, b) => !Equals(a.RouterId, b.RouterId)),
        new("enableGracefulRestart", BgpPeerChangeKind.NewSession, (a, b) => a.GracefulRestart != b.GracefulRestart),
        new("long-lived-stale-time", BgpPeerChangeKind.NewSession, (a, b) => a.LongLivedStaleTime != b.LongLivedStaleTime),
        new("dualStackAddressFamily", BgpPeerChangeKind.NewSession, (a, b) => a.IsDualStack != b.IsDualStack),
        new("password", BgpPeerChangeKind.NewSession, (a, b) => (a.Password is null) != (b.Password is null)),
        new("password", BgpPeerChangeKind.Hot,
            (a, b) => a.Password is not null && b.Password is not null && !a.Password.Equals(b.Password)),
        new("keepaliveTime", BgpPeerChangeKind.Hot, (a, b) => a.KeepaliveTime != b.KeepaliveTime),
        new("connectTime", BgpPeerChangeKind.Hot, (a, b) => a.ConnectTime != b.ConnectTime),
        new("ebgpMultiHop", BgpPeerChangeKind.Hot, (a, b) => a.IsMultihop != b.IsMultihop),
        new("gtsm", BgpPeerChangeKind.Hot, (a, b) => a.HasGtsm != b.HasGtsm),
        new("passive", BgpPeerChangeKind.Hot, (a, b) => a.IsPassive != b.IsPassive),
        new("bfdProfile", BgpPeerChangeKind.Hot, (a, b) => !Equals(a.Bfd, b.Bfd)),
    ];

    /// <summary>The difference between two orders.</summary>
    /// <param name="before">The one that the session follows.</param>
    /// <param name="after">The one that it shall follow.</param>
    /// <param name="peerSystem">The peer's autonomous system when the session is established, else null.</param>
    public static BgpPeerChange Between(BgpPeerOrder before, BgpPeerOrder after, uint? peerSystem)
    {
        var broken = Rules.Where(rule => rule.Differs(before, after)).ToList();
        if (before.PeerAsn != after.PeerAsn || before.DynamicAsn != after.DynamicAsn)
        {
            // Another way to say which systems are accepted is no reason to end a session with one that still is.
            var isAccepted = peerSystem is { } system && PeerSystemOf(after).Accepts(system, OwnSystemOf(after));
            broken.Add(new Rule(
                after.DynamicAsn == BgpDynamicAsn.None ? "peerASN" : "dynamicASN",
                isAccepted ? BgpPeerChangeKind.Hot : BgpPeerChangeKind.NewSession,
                (_, _) => true));
        }

        return new BgpPeerChange(
            broken.Select(rule => rule.Kind).DefaultIfEmpty(BgpPeerChangeKind.None).Max(),
            [.. broken.Select(rule => rule.Field)]);
    }

    /// <summary>The autonomous system that the peer is shown.</summary>
    public static uint OwnSystemOf(BgpPeerOrder order) => order.LocalAsn == 0 ? order.MyAsn : order.LocalAsn;

    /// <summary>Which systems the peer may be of.</summary>
    public static BgpPeerSystem PeerSystemOf(BgpPeerOrder order) => order.DynamicAsn switch
    {
        BgpDynamicAsn.External => BgpPeerSystem.External,
        BgpDynamicAsn.Internal => BgpPeerSystem.Internal,
        _ => BgpPeerSystem.Exactly(order.PeerAsn),
    };

    private sealed record Rule(string Field, BgpPeerChangeKind Kind, Func<BgpPeerOrder, BgpPeerOrder, bool> Differs);
}
