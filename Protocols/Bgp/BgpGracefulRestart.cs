using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>What a speaker says about its restarts (RFC 4724 §3, RFC 8538 §2).</summary>
/// <param name="IsRestarting">Whether it has just restarted and waits for the routes of its peers.</param>
/// <param name="SurvivesNotifications">Whether routes are kept when a NOTIFICATION other than a hard reset ends the session.</param>
/// <param name="RestartTime">How long its routes may be kept while it is away, 0 to 4095 s.</param>
/// <param name="Families">The families whose routes are kept; empty only asks the peer to send End-of-RIB.</param>
public sealed record BgpGracefulRestart(
    bool IsRestarting, bool SurvivesNotifications, TimeSpan RestartTime, ImmutableArray<BgpRestartFamily> Families)
{
    /// <summary>The longest restart time: twelve bits of seconds.</summary>
    public static TimeSpan RestartTimeMax { get; } = TimeSpan.FromSeconds(4095);

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpGracefulRestart? other) =>
        other is not null
        && IsRestarting == other.IsRestarting
        && SurvivesNotifications == other.SurvivesNotifications
        && RestartTime == other.RestartTime
        && Families.AsSpan().SequenceEqual(other.Families.AsSpan());

    /// <summary>The hash of flags and time.</summary>
    public override int GetHashCode() => HashCode.Combine(IsRestarting, SurvivesNotifications, RestartTime);
}
