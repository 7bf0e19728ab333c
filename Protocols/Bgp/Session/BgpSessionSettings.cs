using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>How one session is to be held. A value: whoever wants another one asks <see cref="BgpSettingsChange"/> what that takes.</summary>
public sealed record BgpSessionSettings
{
    /// <summary>The Hold Time proposed by default (B-041).</summary>
    public static readonly TimeSpan HoldTimeDefault = TimeSpan.FromSeconds(90);

    /// <summary>The autonomous system that we show to the peer: `localASN` where there is one, else `myASN` (B-052, Q-2).</summary>
    public required uint OwnSystem { get; init; }

    /// <summary>Which system the peer may be of (B-051).</summary>
    public required BgpPeerSystem PeerSystem { get; init; }

    /// <summary>Our BGP Identifier, not 0 (RFC 6286). Four octets by type: an IPv6 router ID cannot be asked for .</summary>
    public required IPv4Address Identifier { get; init; }

    /// <summary>The Hold Time that we propose: 0 for none, or 3 s to 65535 s (C-078).</summary>
    public TimeSpan HoldTime { get; init; } = HoldTimeDefault;

    /// <summary>
    /// The longest pause between messages of ours; never more than a third of the agreed Hold Time. Null, the default, for that
    /// third (C-079).
    /// </summary>
    public TimeSpan? KeepaliveTime { get; init; }

    /// <summary>The longest pause between attempts to connect, 1 s to 65535 s (C-080). Default 120 s, as RFC 4271 §10 suggests.</summary>
    public TimeSpan ConnectRetryTime { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The shortest pause between attempts; it doubles with every failure (B-066, W-125). Default 1 s.</summary>
    public TimeSpan ConnectRetryTimeMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an attempt to connect may take. Default 10 s (B-060).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for the peer's OPEN before ours is sent (RFC 4271 §8.1.1); zero, the default, sends it at once.</summary>
    public TimeSpan DelayOpenTime { get; init; }

    /// <summary>
    /// How long octets may wait for the peer to take them (RFC 9687). Null, the default, for 8 min or twice the agreed Hold Time,
    /// whichever is longer; zero for ever.
    /// </summary>
    public TimeSpan? SendHoldTime { get; init; }

    /// <summary>Whether the peer has to connect and we never do.</summary>
    public bool IsPassive { get; init; }

    /// <summary>The families that are offered (B-053).</summary>
    public ImmutableArray<BgpFamily> Families { get; init; } = [BgpFamily.IPv4Unicast];

    /// <summary>Whether IPv4 routes with IPv6 next hops are offered (RFC 8950). Default true.</summary>
    public bool HasExtendedNextHop { get; init; } = true;

    /// <summary>Whether messages of up to 65535 octets are offered (RFC 8654).</summary>
    public bool HasExtendedMessages { get; init; } = true;

    /// <summary>Graceful restart (B-048); null for none.</summary>
    public BgpRestartSettings? Restart { get; init; }

    /// <summary>The node's name for people at the other end; empty for none.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The longest pause between messages of ours once a Hold Time is agreed upon; zero for no KEEPALIVEs (RFC 4271 §4.4).</summary>
    public TimeSpan KeepaliveTimeFor(TimeSpan agreedHoldTime)
    {
        var third = agreedHoldTime / 3;
        return KeepaliveTime is { } wanted && wanted > TimeSpan.Zero && wanted < third ? wanted : third;
    }

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpSessionSettings? other) =>
        other is not null
        && HasEqualOpen(other)
        && PeerSystem == other.PeerSystem
        && KeepaliveTime == other.KeepaliveTime
        && ConnectRetryTime == other.ConnectRetryTime
        && ConnectRetryTimeMin == other.ConnectRetryTimeMin
        && ConnectTimeout == other.ConnectTimeout
        && DelayOpenTime == other.DelayOpenTime
        && SendHoldTime == other.SendHoldTime
        && IsPassive == other.IsPassive;

    /// <summary>The hash of who speaks.</summary>
    public override int GetHashCode() => HashCode.Combine(OwnSystem, PeerSystem, Identifier, HoldTime);

    /// <summary>Whether our OPEN would be the same, but for the restart state bit, which is the process's and not the settings'.</summary>
    internal bool HasEqualOpen(BgpSessionSettings other) =>
        OwnSystem == other.OwnSystem
        && Identifier == other.Identifier
        && HoldTime == other.HoldTime
        && Families.AsSpan().SequenceEqual(other.Families.AsSpan())
        && HasExtendedNextHop == other.HasExtendedNextHop
        && HasExtendedMessages == other.HasExtendedMessages
        && EqualityComparer<BgpRestartSettings?>.Default.Equals(WithoutRestarting(Restart), WithoutRestarting(other.Restart))
        && string.Equals(HostName, other.HostName, StringComparison.Ordinal);

    private static BgpRestartSettings? WithoutRestarting(BgpRestartSettings? settings) =>
        settings is null ? null : settings with { IsRestarting = false };
}
