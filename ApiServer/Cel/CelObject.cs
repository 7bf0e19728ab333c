using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>A JSON object as a CEL value; the schema gives its members their types.</summary>
internal sealed record CelObject(JsonObject Node, StructuralSchema? Schema)
{
    internal bool TryGet(string name, out object? value)
    {
        if (Node.TryGetPropertyValue(name, out var member))
        {
            value = CelValues.FromJson(member, Schema?.Member(name));
            return true;
        }

        value = null;
        return false;
    }
}
