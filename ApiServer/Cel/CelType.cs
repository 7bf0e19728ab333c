namespace MetalOrleans.ApiServer.Cel;

/// <summary>A type as a value, as in <c>type(self) == string</c>.</summary>
internal sealed record CelType(string Name);
