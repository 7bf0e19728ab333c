namespace MetalOrleans.Lab.Chaos;

/// <summary>One fault of a plan.</summary>
/// <param name="Fault">What happens.</param>
/// <param name="Node">To which node, from 0; meaningless for faults of the silo and the clock.</param>
/// <param name="Length">For how long.</param>
/// <param name="Rest">How long nothing happens afterwards.</param>
/// <param name="ClockStep">By how much the clock jumps, in seconds; 0 when it does not.</param>
public sealed record ChaosStep(ChaosFault Fault, int Node, TimeSpan Length, TimeSpan Rest, int ClockStep);
