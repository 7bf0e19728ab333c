namespace MetalOrleans.Bench.Bfd;

/// <summary>Draws no jitter, so that an interval on the wire shows how late the sender was.</summary>
internal sealed class SteadyRandom : Random
{
    public override double NextDouble() => 0;
}
