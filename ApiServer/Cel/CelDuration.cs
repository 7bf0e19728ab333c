using System.Globalization;
using System.Text;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>A length of time as CEL and Kubernetes write it: <c>90s</c>, <c>1h30m</c>, <c>1.5s</c>, <c>-2ms</c>.</summary>
/// <param name="Nanoseconds">The length; negative for times past.</param>
internal readonly record struct CelDuration(long Nanoseconds)
{
    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>Reads a sign and numbers with units, one after the other; <c>0</c> alone needs no unit.</summary>
    internal static bool TryParse(string text, out CelDuration duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        rest = rest.TrimStart("+-").Length >= rest.Length - 1 ? rest.TrimStart("+-") : rest;
        if (rest.SequenceEqual("0"))
        {
            return true;
        }

        decimal total = 0;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !decimal.TryParse(
                rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var length = rest.IndexOfAny("0123456789.") is var next && next < 0 ? rest.Length : next;
            var unit = rest[..length].ToString();
            var scale = Array.Find(Units, known => known.Unit == unit).Nanoseconds;
            if (scale == 0 || number > long.MaxValue / (decimal)scale)
            {
                return false;
            }

            total += number * scale;
            rest = rest[length..];
        }

        if (total > long.MaxValue)
        {
            return false;
        }

        duration = new CelDuration((long)(isNegative ? -total : total));
        return true;
    }

    /// <summary>Seconds with a fraction, as CEL prints durations: <c>90s</c>.</summary>
    public override string ToString() => new StringBuilder()
        .Append((Nanoseconds / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture))
        .Append('s')
        .ToString();
}
