using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Webhooks;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>Turns objects from one version of their kind into another.</summary>
internal sealed class ObjectConverter(Func<JsonObject, string, JsonObject>? custom, ConversionWebhooks webhooks)
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

        if (webhooks.Convert(item, apiVersion) is { } made)
        {
            return made;
        }

        var converted = item.Copy();
        converted["apiVersion"] = apiVersion;
        return converted;
    }
}
