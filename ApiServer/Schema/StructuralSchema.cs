using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>A parsed structural schema: what an object of one kind and version may contain.</summary>
public sealed class StructuralSchema
{
    private StructuralSchema()
    {
    }

    /// <summary>Reads an <c>openAPIV3Schema</c>.</summary>
    public static StructuralSchema Parse(JsonObject openAPIV3Schema)
    {
        ArgumentNullException.ThrowIfNull(openAPIV3Schema);
        return new StructuralSchema();
    }

    /// <summary>Fills in the declared defaults of absent fields, in place.</summary>
    public void ApplyDefaults(JsonObject obj) => ArgumentNullException.ThrowIfNull(obj);

    /// <summary>Removes the fields that the schema does not know, in place, and names them.</summary>
    public IReadOnlyList<string> Prune(JsonObject obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return [];
    }

    /// <summary>Why the object does not fit the schema; empty when it does.</summary>
    /// <param name="obj">The object after pruning and defaulting.</param>
    /// <param name="old">The stored object when this is an update; transition rules run only then.</param>
    public IReadOnlyList<FieldError> Validate(JsonObject obj, JsonObject? old)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return [];
    }
}
