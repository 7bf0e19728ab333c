namespace MetalOrleans.Domain.Services;

/// <summary>Which question a convergence waits for the answer to.</summary>
internal enum ConvergencePhase
{
    /// <summary>May the Service keep what it has (S-048)?</summary>
    Reassign,

    /// <summary>Is there an address of the other family (S-052)?</summary>
    AddFamily,

    /// <summary>Are there addresses for a Service that has none (S-053)?</summary>
    Allocate,
}
