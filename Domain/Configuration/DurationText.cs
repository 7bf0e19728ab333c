using System.Globalization;
using System.Text.RegularExpressions;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Durations as Kubernetes writes them, which is as Go does.</summary>
internal static partial class DurationText
{
    // Go counts nanoseconds in 64 bits; a sum beyond is no duration there either.
    private const decimal NanosecondsMax = long.MaxValue;

    // More digits than a duration can need, and few enough for decimal arithmetic.
    private const int DigitsMax = 20;

    /// <summary>Reads what fields of type <c>metav1.Duration</c> take: <c>90s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>300ms</c>, <c>-1s</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration; what is finer than 100 ns is cut off.</param>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        var nanoseconds = 0m;
        while (!rest.IsEmpty)
        {
            if (!TryReadPart(ref rest, out var part) || (nanoseconds += part) > NanosecondsMax)
            {
                return false;
            }
        }

        var ticks = (long)(nanoseconds / TimeSpan.NanosecondsPerTick);
        duration = TimeSpan.FromTicks(isNegative ? -ticks : ticks);
        return true;
    }

    /// <summary>Reads the plainer form of our own fields: whole hours, minutes and seconds, each at most once, in this order.</summary>
    public static bool TryReadPlain(string text, out TimeSpan duration)
    {
        duration = default;
        return Plain().IsMatch(text) && TryRead(text, out duration);
    }

    /// <summary>Reads a number and its unit off the front.</summary>
    private static bool TryReadPart(ref ReadOnlySpan<char> rest, out decimal nanoseconds)
    {
        nanoseconds = 0;
        var length = rest.IndexOfAnyExcept("0123456789.");
        if (length is <= 0 or > DigitsMax
            || !rest[..length].ContainsAnyInRange('0', '9')
            || !decimal.TryParse(
                rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        rest = rest[length..];
        var end = rest.IndexOfAny("0123456789.");
        var unit = end < 0 ? rest : rest[..end];
        rest = rest[unit.Length..];
        if (NanosecondsOf(unit) is not { } scale || number > NanosecondsMax / scale)
        {
            return false;
        }

        nanoseconds = number * scale;
        return true;
    }

    private static decimal? NanosecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1m,
        "us" or "\u00b5s" or "\u03bcs" => 1_000m,
        "ms" => 1_000_000m,
        "s" => 1_000_000_000m,
        "m" => 60_000_000_000m,
        "h" => 3_600_000_000_000m,
        _ => null,
    };

    // The pattern of these fields in the schema of PoolPolicy, where an empty text is none at all.
    [GeneratedRegex(@"^(?=[0-9])([0-9]{1,8}h)?([0-9]{1,8}m)?([0-9]{1,8}s)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();
}
