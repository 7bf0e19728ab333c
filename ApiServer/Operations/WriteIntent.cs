using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>A write apart from HTTP: where it goes, who makes it and how strict it is.</summary>
internal sealed record WriteIntent(ResourceDefinition Resource, string Namespace, string Name)
{
    public string Subresource { get; init; } = "";

    public string Manager { get; init; } = "unknown";

    public string FieldValidation { get; init; } = "Ignore";

    public bool IsDryRun { get; init; }

    /// <summary>Hears what the client should be told although the write succeeds.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    public bool IsStatus => Subresource == "status";
}
