namespace MetalOrleans.Silo.Hosting;

/// <summary>Where a silo stands between its start and its end.</summary>
internal enum SiloStage
{
    /// <summary>It reads the cluster's state for the first time.</summary>
    Starting = 0,

    /// <summary>It has read everything and keeps it up to date, while another silo leads or nobody does yet.</summary>
    Standby,

    /// <summary>It leads, and has every Service converge once before it serves agents.</summary>
    TakingOver,

    /// <summary>It leads and serves agents.</summary>
    Active,

    /// <summary>It is about to end.</summary>
    Stopping,
}
