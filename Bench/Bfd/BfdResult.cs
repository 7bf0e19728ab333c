namespace MetalOrleans.Bench.Bfd;

/// <summary>What one run of a sender brought.</summary>
/// <param name="Sender">Who sent.</param>
/// <param name="IsBusy">Whether other processes kept the processors busy.</param>
/// <param name="Gaps">From one packet of a session to the next, milliseconds, in order of size.</param>
/// <param name="MicrosecondsEach">Processor time a packet.</param>
/// <param name="Downs">Sessions that went down although both sides ran.</param>
internal sealed record BfdResult(string Sender, bool IsBusy, List<double> Gaps, double MicrosecondsEach, int Downs)
{
    private const double Interval = 50;

    private readonly List<double> _late = [.. Gaps.Select(gap => Math.Abs(gap - Interval)).Order()];

    /// <summary>The nearest-rank percentile of the intervals.</summary>
    public double Rank(double share) => Of(Gaps, share);

    /// <summary>The same of how far the intervals are from 50 ms: lateness where the sender has no jitter.</summary>
    public double LateRank(double share) => Of(_late, share);

    private static double Of(List<double> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
