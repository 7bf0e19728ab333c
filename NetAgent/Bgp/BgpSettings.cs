using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>What the order of a session means for the protocol and for its sockets.</summary>
internal static class BgpSettings
{
    // ConnectTime of C-080 is at least a second; what it bounds begins there too.
    private static readonly TimeSpan ConnectRetryMin = TimeSpan.FromSeconds(1);

    /// <summary>The protocol's settings.</summary>
    /// <param name="order">The order.</param>
    /// <param name="identifier">The BGP Identifier.</param>
    /// <param name="nodeName">What people at the other end may read.</param>
    /// <param name="isRestarting">Whether the peer may still have routes from before the agent started.</param>
    public static BgpSessionSettings Of(BgpPeerOrder order, IPv4Address identifier, string nodeName, bool isRestarting)
    {
        var settings = new BgpSessionSettings
        {
            OwnSystem = BgpPeerChange.OwnSystemOf(order),
            PeerSystem = BgpPeerChange.PeerSystemOf(order),
            Identifier = identifier,
            HoldTime = order.HoldTime,
            KeepaliveTime = order.KeepaliveTime == TimeSpan.Zero ? null : order.KeepaliveTime,
            ConnectRetryTimeMin = ConnectRetryMin,
            IsPassive = order.IsPassive,
            Families = FamiliesOf(order),
            Restart = order.GracefulRestart
                ? new BgpRestartSettings { IsRestarting = isRestarting, LongLivedStaleTime = order.LongLivedStaleTime }
                : null,
            HostName = nodeName,
        };
        return order.ConnectTime == TimeSpan.Zero ? settings : settings with { ConnectRetryTime = order.ConnectTime };
    }

    /// <summary>How far away the peer may be (B-046).</summary>
    public static BgpReach ReachOf(BgpPeerOrder order) =>
        order.HasGtsm ? BgpReach.Secured : order.IsMultihop || IsInternal(order) ? BgpReach.Far : BgpReach.Link;

    /// <summary>Whether the peer is of the own autonomous system.</summary>
    public static bool IsInternal(BgpPeerOrder order) =>
        order.DynamicAsn == BgpDynamicAsn.Internal || order.PeerAsn == BgpPeerChange.OwnSystemOf(order);

    // A session carries the family it runs over, unless both are asked for (B-029); an unnumbered one carries both (B-050).
    private static System.Collections.Immutable.ImmutableArray<BgpFamily> FamiliesOf(BgpPeerOrder order) =>
        order.IsDualStack || order.IsUnnumbered ? [BgpFamily.IPv4Unicast, BgpFamily.IPv6Unicast]
        : order.Address!.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? [BgpFamily.IPv4Unicast]
        : [BgpFamily.IPv6Unicast];
}
