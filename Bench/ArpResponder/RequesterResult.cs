namespace MetalOrleans.Bench.ArpResponder;

/// <summary>What a run of requests brought.</summary>
/// <param name="Answers">Answers received.</param>
/// <param name="Lost">Requests given up after 200 ms of silence.</param>
/// <param name="Elapsed">How long the run took.</param>
internal sealed record RequesterResult(long Answers, long Lost, TimeSpan Elapsed)
{
    /// <summary>Answers in a second.</summary>
    public double PerSecond => Answers / Elapsed.TotalSeconds;
}
