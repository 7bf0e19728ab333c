namespace MetalOrleans.Domain.Services;

/// <summary>Which question a convergence waits for the answer to.</summary>
internal enum ConvergencePhase
{
    /// <summary>May the Service keep what it has (S-048)?</summary>
    Reassign,

    /// <summary>Are there addresses of the other family (S-052), or more of one?</summary>
    Adjust,

    /// <summary>Is there another pool for a Service whose pool is being drained?</summary>
    Drain,

    /// <summary>Are there addresses for a Service that has none (S-053)?</summary>
    Allocate,
}
