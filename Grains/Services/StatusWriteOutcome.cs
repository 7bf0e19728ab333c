namespace MetalOrleans.Grains.Services;

/// <summary>How a status write ended.</summary>
public enum StatusWriteOutcome
{
    /// <summary>The API server has it.</summary>
    Written,

    /// <summary>The Service changed meanwhile (409).</summary>
    Conflict,

    /// <summary>The Service is gone (404).</summary>
    Gone,

    /// <summary>Anything else; worth a retry.</summary>
    Failed,
}
