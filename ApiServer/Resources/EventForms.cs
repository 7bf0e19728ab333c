using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>Events in their two forms, core/v1 and events.k8s.io/v1: the same fields under other names.</summary>
internal static class EventForms
{
    private static readonly (string Core, string Newer)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
    ];

    public static JsonObject To(JsonObject item, string apiVersion)
    {
        var toCore = apiVersion == "v1";
        var made = new JsonObject { ["kind"] = "Event", ["apiVersion"] = apiVersion };
        foreach (var (key, value) in item)
        {
            if (key is "kind" or "apiVersion")
            {
                continue;
            }

            made[Rename(key, toCore)] = value?.DeepClone();
        }

        return made;
    }

    private static string Rename(string key, bool toCore)
    {
        foreach (var (core, newer) in Names)
        {
            if (key == (toCore ? newer : core))
            {
                return toCore ? core : newer;
            }
        }

        return key;
    }
}
