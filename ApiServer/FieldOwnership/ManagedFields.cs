using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>Who owns which field of an object: <c>metadata.managedFields</c> and server-side apply.</summary>
public static class ManagedFields
{
    /// <summary>Server-side apply: merges a manager's whole intent into the live object.</summary>
    /// <remarks>Neither object is changed.</remarks>
    /// <param name="live">The stored object; null when it does not exist yet.</param>
    /// <param name="applied">What the manager wants: every field in it becomes its own.</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="force">Take conflicting fields over instead of refusing.</param>
    /// <param name="apiVersion">The version <paramref name="applied"/> is written in.</param>
    /// <param name="schema">Tells lists by key and sets from atomic lists; null treats every list as atomic.</param>
    /// <param name="now">Time of the entry.</param>
    /// <param name="subresource">Subresource the request went to; empty for the object itself.</param>
    public static ApplyResult Apply(
        JsonObject? live,
        JsonObject applied,
        string manager,
        bool force,
        string apiVersion,
        StructuralSchema? schema,
        DateTimeOffset now,
        string subresource)
    {
        ArgumentNullException.ThrowIfNull(applied);
        return new ApplyResult { Merged = (JsonObject)applied.DeepClone() };
    }

    /// <summary>The object with the ownership of the changed fields moved to the manager that changed them.</summary>
    /// <remarks>For create, update and patch. Neither object is changed.</remarks>
    /// <param name="before">The stored object; null on create.</param>
    /// <param name="after">The object about to be stored.</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="apiVersion">The version <paramref name="after"/> is written in.</param>
    /// <param name="schema">Tells lists by key and sets from atomic lists; null treats every list as atomic.</param>
    /// <param name="now">Time of the entry.</param>
    /// <param name="subresource">Subresource the request went to; empty for the object itself.</param>
    public static JsonObject Update(
        JsonObject? before,
        JsonObject after,
        string manager,
        string apiVersion,
        StructuralSchema? schema,
        DateTimeOffset now,
        string subresource)
    {
        ArgumentNullException.ThrowIfNull(after);
        return (JsonObject)after.DeepClone();
    }
}
