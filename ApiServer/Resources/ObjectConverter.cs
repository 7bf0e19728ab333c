using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>Turns objects from one version of their kind into another.</summary>
internal sealed class ObjectConverter(Func<JsonObject, string, JsonObject>? custom)
{
    public JsonObject To(JsonObject item, string apiVersion)
    {
        if (item.Text("apiVersion") == apiVersion)
        {
            return item;
        }

        if (item.Text("kind") == "Event")
        {
            return EventForms.To(item, apiVersion);
        }

        if (custom is not null)
        {
            return custom(item, apiVersion);
        }

        var converted = item.Copy();
        converted["apiVersion"] = apiVersion;
        return converted;
    }
}
