using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>What an object is before it is created, as far as ownership is concerned.</summary>
/// <remarks>
/// Built-in kinds are records whose parts exist even when nothing is in them, so nobody adds or owns
/// <c>spec</c> itself; custom resources begin with nothing.
/// </remarks>
internal static class EmptyObjects
{
    internal static JsonObject For(StructuralSchema? schema, JsonObject like)
    {
        if (schema is not { IsBuiltIn: true })
        {
            return new JsonObject { ["metadata"] = new JsonObject() };
        }

        var empty = new JsonObject { ["metadata"] = new JsonObject() };
        foreach (var part in new[] { "spec", "status" })
        {
            if (schema.Properties.TryGetValue(part, out var shape) && like[part] is JsonObject content)
            {
                empty[part] = Parts(shape, content);
            }
        }

        return empty;
    }

    // The parts below spec and status that exist in the Kubernetes API even when nothing is in them.
    private static JsonObject Parts(StructuralSchema shape, JsonObject content)
    {
        var parts = new JsonObject();
        foreach (var name in new[] { "template", "strategy", "updateStrategy", "loadBalancer", "metadata", "spec" })
        {
            if (shape.Properties.TryGetValue(name, out var below) && content[name] is JsonObject inner)
            {
                parts[name] = name is "template" or "spec" ? Parts(below, inner) : new JsonObject();
            }
        }

        foreach (var name in new[] { "nodeInfo", "daemonEndpoints" })
        {
            if (shape.Properties.ContainsKey(name) && content[name] is { } reported)
            {
                parts[name] = reported.DeepClone();
            }
        }

        if (shape.Properties.ContainsKey("containers"))
        {
            parts["containers"] = null;
        }

        return parts;
    }
}
