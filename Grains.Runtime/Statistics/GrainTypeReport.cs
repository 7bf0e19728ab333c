namespace MetalOrleans.Grains.Runtime.Statistics;

/// <summary>The activations of one grain class.</summary>
/// <param name="Grain">The grain class.</param>
/// <param name="Active">How many there are.</param>
/// <param name="Activated">How many became active since the silo started.</param>
/// <param name="Deactivated">How many ended.</param>
/// <param name="Failed">How many failed while they were made or activated.</param>
public sealed record GrainTypeReport(string Grain, long Active, long Activated, long Deactivated, long Failed);
