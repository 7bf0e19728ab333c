using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>What two OPENs agree upon (RFC 4271 §4.2, RFC 5492).</summary>
public sealed record BgpAgreement
{
    /// <summary>What we said.</summary>
    public required BgpOpen Own { get; init; }

    /// <summary>What the peer said.</summary>
    public required BgpOpen Peer { get; init; }

    /// <summary>What reading and writing messages depends on.</summary>
    public required BgpSessionTerms Terms { get; init; }

    /// <summary>The Hold Time: the smaller of both proposals; zero for none.</summary>
    public required TimeSpan HoldTime { get; init; }

    /// <summary>The longest pause between messages of ours; zero for no KEEPALIVEs.</summary>
    public required TimeSpan KeepaliveTime { get; init; }

    /// <summary>The families of both, in our order; IPv4 and IPv6 unicast are the only ones there are.</summary>
    public required ImmutableArray<BgpFamily> Families { get; init; }

    /// <summary>Whether IPv4 routes may have IPv6 next hops (RFC 8950).</summary>
    public required bool HasExtendedNextHop { get; init; }

    /// <summary>Whether either may ask for all routes once more (RFC 2918).</summary>
    public required bool HasRouteRefresh { get; init; }

    /// <summary>Whether such a repetition has marked bounds (RFC 7313).</summary>
    public required bool HasEnhancedRouteRefresh { get; init; }

    /// <summary>Whether the peer keeps our routes while we are away (RFC 4724): both know how to, and it keeps at least one of the families.</summary>
    public required bool HasGracefulRestart { get; init; }

    /// <summary>Whether it keeps them too when a NOTIFICATION other than a hard reset ends the session (RFC 8538).</summary>
    public required bool SurvivesNotifications { get; init; }

    /// <summary>Whether routes of a family can be exchanged.</summary>
    public bool Carries(BgpFamily family) => Families.Contains(family);

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpAgreement? other) =>
        other is not null
        && Own.Equals(other.Own)
        && Peer.Equals(other.Peer)
        && HoldTime == other.HoldTime
        && KeepaliveTime == other.KeepaliveTime;

    /// <summary>The hash of the peer's words.</summary>
    public override int GetHashCode() => HashCode.Combine(Peer, HoldTime);

    /// <summary>What both agree upon.</summary>
    /// <param name="settings">Ours.</param>
    /// <param name="own">What we said.</param>
    /// <param name="peer">What the peer said.</param>
    public static BgpAgreement Of(BgpSessionSettings settings, BgpOpen own, BgpOpen peer)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(peer);
        var (ours, theirs) = (own.Capabilities, peer.Capabilities);
        var holdTime = own.HoldTime < peer.HoldTime ? own.HoldTime : peer.HoldTime;
        var refreshes = ours.HasRouteRefresh && theirs.HasRouteRefresh;
        var restarts = ours.GracefulRestart is { Families.IsEmpty: false } && theirs.GracefulRestart is not null;
        return new BgpAgreement
        {
            Own = own,
            Peer = peer,
            Terms = new BgpSessionTerms(
                IsInternal: own.AutonomousSystem == peer.AutonomousSystem,
                HasFourOctetAS: theirs.FourOctetAS is not null,
                HasExtendedMessages: ours.HasExtendedMessages && theirs.HasExtendedMessages),
            HoldTime = holdTime,
            KeepaliveTime = settings.KeepaliveTimeFor(holdTime),
            Families = [.. settings.Families.Where(theirs.Supports)],
            HasExtendedNextHop = ours.ExtendedNextHops.Any(theirs.ExtendedNextHops.Contains),
            HasRouteRefresh = refreshes,
            HasEnhancedRouteRefresh = refreshes && ours.HasEnhancedRouteRefresh && theirs.HasEnhancedRouteRefresh,
            HasGracefulRestart = restarts,
            SurvivesNotifications =
                restarts && ours.GracefulRestart!.SurvivesNotifications && theirs.GracefulRestart!.SurvivesNotifications,
        };
    }
}
