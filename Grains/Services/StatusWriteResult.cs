namespace MetalOrleans.Grains.Services;

/// <summary>How a status write ended.</summary>
/// <param name="Outcome">The end.</param>
/// <param name="Message">The API server's words when it refused.</param>
public sealed record StatusWriteResult(StatusWriteOutcome Outcome, string Message)
{
    /// <summary>The status was written.</summary>
    public static StatusWriteResult Written { get; } = new(StatusWriteOutcome.Written, "");
}
