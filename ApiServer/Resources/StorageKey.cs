namespace MetalOrleans.ApiServer.Resources;

/// <summary>Names one collection of stored objects, and the apiVersion they are stored in.</summary>
internal sealed record StorageKey(string Group, string Plural, string ApiVersion);
