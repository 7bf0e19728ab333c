using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Election;

/// <summary>What an examination does next.</summary>
public abstract record SelfProbeStep
{
    private SelfProbeStep()
    {
    }

    /// <summary>One agent is to ask for one address, which a node announces.</summary>
    /// <param name="Prober">The node whose agent asks.</param>
    /// <param name="Address">The address.</param>
    /// <param name="Announcer">The node whose MACs count as an answer.</param>
    public sealed record Ask(string Prober, Address Address, string Announcer) : SelfProbeStep;

    /// <summary>The examination is over.</summary>
    /// <param name="Verdict">What came out of it.</param>
    public sealed record End(SelfProbeVerdict Verdict) : SelfProbeStep;
}
