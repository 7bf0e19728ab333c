namespace MetalOrleans.Domain.Planning;

/// <summary>What a plan means for one Service.</summary>
public enum PlannedOutcome
{
    /// <summary>It has the addresses that it had.</summary>
    Keep,

    /// <summary>It had none and gets some.</summary>
    Gain,

    /// <summary>It had some and gets none.</summary>
    Lose,

    /// <summary>It had some and gets others.</summary>
    Change,

    /// <summary>It asks for an address, has none and gets none.</summary>
    Refused,
}
