namespace MetalOrleans.Grains.Interfaces.Services;

/// <summary>How a convergence pass ended.</summary>
[GenerateSerializer, Alias("MetalOrleans.ReconciliationOutcome")]
public enum ReconciliationOutcome
{
    /// <summary>The Service is as it should be; a status may have been written.</summary>
    Converged,

    /// <summary>It cannot be helped now; a later change may (S-055). No retry by itself.</summary>
    Refused,

    /// <summary>The Service changed meanwhile: the pass is to be repeated with the newer object (S-060).</summary>
    Conflict,

    /// <summary>The status write failed for another reason: repeat with back-off (S-060).</summary>
    WriteFailed,
}
