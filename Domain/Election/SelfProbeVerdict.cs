namespace MetalOrleans.Domain.Election;

/// <summary>What is known of a node after its address was asked for. The name is the log field.</summary>
public enum SelfProbeVerdict
{
    /// <summary>The address answers.</summary>
    Heard,

    /// <summary>The address does not answer, and whoever asked can be trusted.</summary>
    Deaf,

    /// <summary>An agent did not ask, or somebody else answered.</summary>
    Unknown,

    /// <summary>The address does not answer, and the only agent that asked may be deaf itself.</summary>
    NoWitness,

    /// <summary>One more deaf node would be more than half of all: rather the network is at fault.</summary>
    NoMajority,
}
