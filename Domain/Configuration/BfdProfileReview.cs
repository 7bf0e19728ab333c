using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges one BFDProfile (C-100 to C-108).</summary>
internal static class BfdProfileReview
{
    /// <summary>Reads the profile; what comes back is only meaningful when the review found nothing wrong.</summary>
    public static BfdProfile ReadBfdProfile(this ObjectReview review, BFDProfileSpec spec)
    {
        var defaults = new BfdProfile { Name = spec.Name };
        return defaults with
        {
            DetectMultiplier = (int)(review.ReadNumber("detectMultiplier", "detect multiplier", spec.DetectMultiplier, 2, 255)
                ?? defaults.DetectMultiplier),
            ReceiveInterval = review.ReadInterval("receiveInterval", "receive interval", spec.ReceiveInterval)
                ?? defaults.ReceiveInterval,
            TransmitInterval = review.ReadInterval("transmitInterval", "transmit interval", spec.TransmitInterval)
                ?? defaults.TransmitInterval,
            MinimumTtl = (int)(review.ReadNumber("minimumTtl", "minimum ttl", spec.MinimumTtl, 1, 254) ?? defaults.MinimumTtl),
            EchoInterval = review.ReadInterval("echoInterval", "echo interval", spec.EchoInterval) ?? defaults.EchoInterval,
            IsEchoMode = spec.EchoMode,
            IsPassive = spec.PassiveMode,
        };
    }

    private static TimeSpan? ReadInterval(this ObjectReview review, string field, string what, long? value) =>
        review.ReadNumber(field, what, value, 10, 60_000) is { } milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    private static long? ReadNumber(this ObjectReview review, string field, string what, long? value, long min, long max)
    {
        if (value is null || (value >= min && value <= max))
        {
            return value;
        }

        review.Refuse(
            $"spec.{field}",
            $"invalid value {value}, must be in {min}-{max} range\ninvalid {what} value",
            $"Use a number from {min} to {max}, or leave {field} out.");
        return null;
    }
}
