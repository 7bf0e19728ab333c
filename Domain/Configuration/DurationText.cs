using System.Globalization;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Durations as Kubernetes writes them: <c>90s</c>, <c>10m</c>, <c>1h30m</c>, of whole seconds.</summary>
internal static class DurationText
{
    // As hours, still less than a TimeSpan can count.
    private const int NumberMax = 100_000_000;

    /// <summary>Reads hours, minutes and seconds, each at most once, in this order.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var units = "hms".AsSpan();
        if (text.IsEmpty)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            var end = text.IndexOfAnyExceptInRange('0', '9');
            var unit = end > 0 ? units.IndexOf(text[end]) : -1;
            if (unit < 0
                || !int.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number > NumberMax)
            {
                return false;
            }

            duration += units[unit] switch
            {
                'h' => TimeSpan.FromHours(number),
                'm' => TimeSpan.FromMinutes(number),
                _ => TimeSpan.FromSeconds(number),
            };
            units = units[(unit + 1)..];
            text = text[(end + 1)..];
        }

        return true;
    }
}
