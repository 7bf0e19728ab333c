namespace MetalOrleans.Protocols.Ownership;

/// <summary>Where the ownership of one address stands.</summary>
public enum OwnershipPhase
{
    /// <summary>Probes are out; the address is silent.</summary>
    Probing,

    /// <summary>It is announced.</summary>
    Announced,

    /// <summary>It is announced, and a stranger claims it too.</summary>
    Contested,

    /// <summary>A stranger holds it: it is silent, and probed again from time to time.</summary>
    Conflict,

    /// <summary>Another member of the cluster announces it while nobody could say who shall: it is silent.</summary>
    Yielded,
}
