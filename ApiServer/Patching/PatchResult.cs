using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>The patched document, or why the patch could not be applied.</summary>
/// <param name="Patched">The new document; a JSON null document is a null reference here.</param>
/// <param name="Error">The sentence a Kubernetes API server answers with; null when the patch applied.</param>
public sealed record PatchResult(JsonNode? Patched, string? Error)
{
    /// <summary>Whether the patch was applied.</summary>
    public bool Succeeded => Error is null;

    internal static PatchResult Of(JsonNode? patched) => new(patched, null);

    internal static PatchResult Refused(string error) => new(null, error);
}
