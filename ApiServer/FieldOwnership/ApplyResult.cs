using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>What a server-side apply came to: the merged object, the conflicts that refuse it, or an error.</summary>
public sealed record ApplyResult
{
    /// <summary>The merged object with its <c>metadata.managedFields</c>; null when the apply is refused.</summary>
    public JsonObject? Merged { get; init; }

    /// <summary>Fields that other managers own with another value: answer 409 Conflict. Empty otherwise.</summary>
    public IReadOnlyList<OwnershipConflict> Conflicts { get; init; } = [];

    /// <summary>The message of the 409 answer, in the words of a Kubernetes API server; null without conflicts.</summary>
    public string? ConflictMessage { get; init; }

    /// <summary>Why the applied object cannot be applied at all: answer 400 Bad Request. Null otherwise.</summary>
    public string? Error { get; init; }
}
