namespace MetalOrleans.ApiServer.Cel;

/// <summary>A value that may be absent: <c>oldSelf</c> of a rule with <c>optionalOldSelf</c>.</summary>
internal sealed record CelOptional(bool HasValue, object? Value);
