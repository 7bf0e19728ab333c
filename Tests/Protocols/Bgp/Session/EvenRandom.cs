namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>Always draws the same number, so that jittered times are known: 1 leaves them as they are.</summary>
internal sealed class EvenRandom(double drawn) : Random
{
    public override double NextDouble() => drawn;
}
