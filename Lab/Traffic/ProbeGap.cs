namespace MetalOrleans.Lab.Traffic;

/// <summary>The time between two successive answers: what a client was without service, plus one probe interval.</summary>
/// <param name="Length">From the last answer before to the first after.</param>
/// <param name="From">Who gave the last answer before.</param>
/// <param name="To">Who gave the first after.</param>
public sealed record ProbeGap(TimeSpan Length, string From, string To);
