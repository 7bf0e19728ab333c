namespace MetalOrleans.Domain.Election;

/// <summary>What an agent found out that asked a neighbour's address.</summary>
public enum SelfProbeAnswer
{
    /// <summary>The agent did not ask, or its answer did not come: nothing is known.</summary>
    Unasked,

    /// <summary>The address answered with one of the announcer's MACs.</summary>
    Answered,

    /// <summary>Nobody answered.</summary>
    Silent,

    /// <summary>Somebody else answered: that is a matter of ownership, and no sign of deafness.</summary>
    Other,
}
