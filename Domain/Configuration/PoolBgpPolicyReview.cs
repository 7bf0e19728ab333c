using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges <c>spec.bgp</c> of a PoolPolicy.</summary>
internal static class PoolBgpPolicyReview
{
    // A route without endpoints behind it loses every connection: that is for flapping, not for outages.
    private static readonly TimeSpan _delayMax = TimeSpan.FromMinutes(10);

    /// <summary>Reads it; what comes back is only meaningful when the review found nothing wrong.</summary>
    public static PoolBgpPolicy ReadBgp(this ObjectReview review, PoolBgpPolicySpec spec)
    {
        var min = review.ReadPreference("spec.bgp.allowedLocalPreference.min", spec.LocalPreferenceMin);
        var max = review.ReadPreference("spec.bgp.allowedLocalPreference.max", spec.LocalPreferenceMax);
        if (min > max)
        {
            review.Refuse(
                "spec.bgp.allowedLocalPreference", $"{min} to {max} is no range", "Let min be no higher than max.");
        }

        return new PoolBgpPolicy
        {
            WithdrawDelay = review.ReadDelay(spec.WithdrawDelay),
            AllowedCommunities = review.ReadPatterns(spec.AllowedCommunities),
            LocalPreferenceMin = min,
            LocalPreferenceMax = max,
        };
    }

    private static uint? ReadPreference(this ObjectReview review, string field, long? number)
    {
        if (number is < 0 or > uint.MaxValue)
        {
            review.Refuse(field, $"invalid local preference {number}", "Use a number from 0 to 4294967295.");
            return null;
        }

        return (uint?)number;
    }

    private static TimeSpan ReadDelay(this ObjectReview review, string text)
    {
        if (text.Length == 0)
        {
            return TimeSpan.Zero;
        }

        if (DurationText.TryReadPlain(text, out var delay) && delay <= _delayMax)
        {
            return delay;
        }

        review.Refuse(
            "spec.bgp.withdrawDelay",
            $"{QuotedText.Of(text)} is not a duration of at most {(int)_delayMax.TotalMinutes}m",
            "Write minutes and seconds such as 10s or 1m30s; leave it out to withdraw at once.");
        return TimeSpan.Zero;
    }

    private static ImmutableArray<CommunityPattern> ReadPatterns(this ObjectReview review, ImmutableArray<string> texts)
    {
        var patterns = ImmutableArray.CreateBuilder<CommunityPattern>();
        for (var i = 0; i < texts.Length; i++)
        {
            if (CommunityPattern.Parse(texts[i]) is { } pattern)
            {
                patterns.Add(pattern);
            }
            else
            {
                review.Refuse(
                    $"spec.bgp.allowedCommunities[{i}]",
                    $"{QuotedText.Of(texts[i])} is no community",
                    "Write A:B or large:A:B:C with * for any number, or the name of a community.");
            }
        }

        return patterns.ToImmutable();
    }
}
