using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>What our OPEN says, and which OPENs of the peer are accepted (RFC 4271 §6.2).</summary>
internal static class BgpOpenRules
{
    /// <summary>Our OPEN.</summary>
    /// <param name="settings">How the session is to be held.</param>
    /// <param name="endPoints">The connection that it is sent over.</param>
    /// <param name="isRestarting">Whether routes from before our restart may still be with the peer (RFC 4724 §4.1).</param>
    public static BgpOpen Write(BgpSessionSettings settings, BgpEndPoints endPoints, bool isRestarting) => new(
        settings.OwnSystem,
        settings.HoldTime,
        settings.Identifier,
        new BgpCapabilities
        {
            Families = settings.Families,
            HasRouteRefresh = true,
            HasEnhancedRouteRefresh = true,
            // Over IPv4 there is an IPv4 next hop in any case.
            ExtendedNextHops = settings.HasExtendedNextHop
                && !endPoints.Local.IsIPv4
                && settings.Families.Contains(BgpFamily.IPv4Unicast)
                    ? [new BgpExtendedNextHop(BgpFamily.IPv4Unicast, BgpFamily.AfiIPv6)]
                    : [],
            HasExtendedMessages = settings.HasExtendedMessages,
            FourOctetAS = settings.OwnSystem,
            GracefulRestart = settings.Restart is { } restart
                ? new BgpGracefulRestart(
                    isRestarting,
                    restart.SurvivesNotifications,
                    restart.RestartTime,
                    [.. settings.Families.Select(family => new BgpRestartFamily(family, restart.IsForwardingPreserved))])
                : null,
            LongLived = settings.Restart is { } kept && kept.LongLivedStaleTime > TimeSpan.Zero
                ? [.. settings.Families.Select(family =>
                    new BgpLongLivedFamily(family, kept.IsForwardingPreserved, kept.LongLivedStaleTime))]
                : [],
            HostName = settings.HostName,
        });

    /// <summary>What is wrong with a peer's OPEN that is well-formed.</summary>
    /// <returns>What to tell the peer and what to tell people; null when it is accepted.</returns>
    public static (BgpNotification Notification, string Reason)? Judge(BgpSessionSettings settings, BgpOpen peer)
    {
        if (!settings.PeerSystem.Accepts(peer.AutonomousSystem, settings.OwnSystem))
        {
            return (
                Error(BgpErrorSubcode.Open.BadPeerAS, []),
                $"the peer is of AS {peer.AutonomousSystem}, expected is {settings.PeerSystem}");
        }

        // RFC 6286 §2.2: within a system identifiers tell speakers apart; beyond, system and identifier together do.
        if (peer.AutonomousSystem == settings.OwnSystem && peer.Identifier == settings.Identifier)
        {
            return (
                Error(BgpErrorSubcode.Open.BadBgpIdentifier, []),
                $"the peer has our own BGP identifier {peer.Identifier}");
        }

        return settings.Families.Any(peer.Capabilities.Supports)
            ? null
            : (
                Error(BgpErrorSubcode.Open.UnsupportedCapability, [.. settings.Families.SelectMany(Multiprotocol)]),
                $"the peer supports none of {string.Join(", ", settings.Families)}");
    }

    /// <summary>Which of two connections stays (RFC 4271 §6.8, RFC 6286 §2.3).</summary>
    /// <returns>Whether it is the one that the peer has opened.</returns>
    public static bool KeepsIncoming(BgpSessionSettings settings, BgpOpen peer) =>
        settings.Identifier == peer.Identifier
            ? settings.OwnSystem < peer.AutonomousSystem
            : settings.Identifier.CompareTo(peer.Identifier) < 0;

    private static byte[] Multiprotocol(BgpFamily family) =>
        [(byte)BgpCapabilityCode.Multiprotocol, 4, (byte)(family.Afi >> 8), (byte)family.Afi, 0, family.Safi];

    private static BgpNotification Error(byte subcode, ImmutableArray<byte> data) =>
        new(BgpErrorCode.OpenMessage, subcode, data);
}
