namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>Draws the same fraction each time: with 0 a session's intervals have no jitter, with nearly 1 all of it.</summary>
internal sealed class FixedRandom(double fraction) : Random
{
    public override double NextDouble() => fraction;
}
