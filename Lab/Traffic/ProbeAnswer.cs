namespace MetalOrleans.Lab.Traffic;

/// <summary>One answer to a probe.</summary>
/// <param name="Timestamp">When it arrived, on the probe's clock.</param>
/// <param name="Machine">Who answered.</param>
public sealed record ProbeAnswer(long Timestamp, string Machine);
