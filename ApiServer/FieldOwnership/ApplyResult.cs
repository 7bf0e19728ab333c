using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>What a server-side apply came to: the merged object, or the conflicts that refuse it.</summary>
public sealed record ApplyResult
{
    /// <summary>The merged object with its <c>metadata.managedFields</c>; null when there are conflicts.</summary>
    public JsonObject? Merged { get; init; }

    /// <summary>Fields that other managers own with another value; empty when the apply succeeded.</summary>
    public IReadOnlyList<OwnershipConflict> Conflicts { get; init; } = [];

    /// <summary>The message of the 409 answer, in the words of a Kubernetes API server; null without conflicts.</summary>
    public string? ConflictMessage { get; init; }
}
