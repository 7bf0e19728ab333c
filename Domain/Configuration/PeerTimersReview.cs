using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges the timers of a BGPPeer (C-078 to C-080).</summary>
internal static class PeerTimersReview
{
    // RFC 4271 §4.2: the Hold Time is zero or at least three seconds, in an unsigned number of 16 bits.
    private static readonly TimeSpan _holdTimeMin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _timeMax = TimeSpan.FromSeconds(ushort.MaxValue);

    // RFC 9494 §3.1: 24 bits.
    private static readonly TimeSpan _staleTimeMax = TimeSpan.FromSeconds((1 << 24) - 1);

    /// <summary>Hold and keepalive time, each derived from the other where only one is given.</summary>
    public static (TimeSpan Hold, TimeSpan Keepalive) ReadTimers(this ObjectReview review, BGPPeerSpec spec)
    {
        var hold = review.ReadDuration("spec.holdTime", spec.HoldTime);
        var keepalive = review.ReadDuration("spec.keepaliveTime", spec.KeepaliveTime);
        if ((spec.HoldTime is not null && hold is null) || (spec.KeepaliveTime is not null && keepalive is null))
        {
            return default;
        }

        if (hold is null && keepalive is null)
        {
            return (BgpPeer.DefaultHoldTime, BgpPeer.DefaultHoldTime / 3);
        }

        // Only a session's own limits apply from here on, so an absurd keepalive cannot overflow when it is tripled.
        var holdTime = hold ?? (keepalive!.Value > _timeMax ? _timeMax + _timeMax : keepalive.Value * 3);
        var holdField = hold is null ? "spec.keepaliveTime" : "spec.holdTime";
        var holdText = QuotedText.Of(spec.HoldTime ?? Text(holdTime));
        var whole = TimeSpan.FromSeconds(Math.Truncate(holdTime.TotalSeconds));
        if (whole != TimeSpan.Zero && whole < _holdTimeMin)
        {
            review.Refuse(
                holdField,
                $"invalid BGPPeer timers: invalid hold time {holdText}: must be 0 or >=3s",
                "Use 0s to do without timers, or 3s and more.");
        }
        else if (whole > _timeMax)
        {
            review.Refuse(
                holdField,
                $"invalid BGPPeer timers: invalid hold time {holdText}: must be at most {Text(_timeMax)}",
                "Use at most 65535s, the most that BGP can express.");
        }

        if (keepalive > holdTime || keepalive < TimeSpan.Zero)
        {
            review.Refuse(
                "spec.keepaliveTime",
                $"invalid BGPPeer timers: invalid keepaliveTime {QuotedText.Of(spec.KeepaliveTime!)}, "
                + $"must be lower than holdTime {holdText}",
                "Use a third of holdTime, or leave keepaliveTime out.");
        }

        // A keepalive time of zero next to a hold time would starve the peer: it means the default, as none does.
        return (whole, keepalive is { Ticks: > 0 } given ? TimeSpan.FromTicks(Math.Min(given.Ticks, whole.Ticks)) : whole / 3);
    }

    /// <summary>The connect time, in the words of the schema's own rules (C-080).</summary>
    public static TimeSpan ReadConnectTime(this ObjectReview review, BGPPeerSpec spec)
    {
        if (review.ReadDuration("spec.connectTime", spec.ConnectTime) is not { } time)
        {
            return BgpPeer.DefaultConnectTime;
        }

        if (time < TimeSpan.FromSeconds(1) || time > _timeMax)
        {
            review.Refuse(
                "spec.connectTime",
                "connect time should be between 1 seconds to 65535",
                "Use whole seconds from 1s to 65535s.");
        }
        else if (time.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            review.Refuse(
                "spec.connectTime",
                "connect time should contain a whole number of seconds",
                "Use whole seconds from 1s to 65535s.");
        }

        return time;
    }

    /// <summary>How long the peer may keep routes after the restart time (RFC 9494).</summary>
    public static TimeSpan ReadLongLivedStaleTime(this ObjectReview review, BGPPeerSpec spec)
    {
        const string Field = $"metadata.annotations[{BgpAnnotations.LongLivedStaleTime}]";
        if (review.ReadDuration(Field, spec.LongLivedStaleTime) is not { } time)
        {
            return default;
        }

        if (time < TimeSpan.FromSeconds(1) || time > _staleTimeMax || time.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            review.Refuse(
                Field, $"invalid long-lived stale time {QuotedText.Of(spec.LongLivedStaleTime!)}", "Use whole seconds from 1s to 16777215s.");
        }
        else if (!spec.EnableGracefulRestart)
        {
            // RFC 9494 §3.1: the capability has no meaning without that of graceful restart.
            review.Refuse(Field, "long-lived stale time without graceful restart", "Set enableGracefulRestart, or remove the annotation.");
        }

        return time;
    }

    private static TimeSpan? ReadDuration(this ObjectReview review, string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DurationText.TryRead(text, out var duration))
        {
            return duration;
        }

        review.Refuse(
            field,
            $"invalid BGPPeer timers: time: invalid duration {QuotedText.Of(text)}",
            "Write a number with its unit, such as 90s or 1m30s.");
        return null;
    }

    private static string Text(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds}s");
}
