namespace MetalOrleans.Tests.Kubernetes.Support;

/// <summary>Always draws the least, so that waits with jitter are known: a back-off yields half its whole.</summary>
internal sealed class LeastRandom : Random
{
    public override double NextDouble() => 0;
}
