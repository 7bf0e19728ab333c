using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Events are stored in their core form; the events.k8s.io form is turned into it before it comes here.</summary>
internal sealed class EventStrategy : ResourceStrategy
{
    public override bool AllowsCreateOnUpdate => true;

    public override void Default(StrategyContext context, JsonObject item)
    {
        item.Ensure("involvedObject");
        item.Ensure("source");
        if (!item.ContainsKey("firstTimestamp"))
        {
            item["firstTimestamp"] = null;
        }

        if (!item.ContainsKey("lastTimestamp"))
        {
            item["lastTimestamp"] = null;
        }

        if (!item.ContainsKey("eventTime"))
        {
            item["eventTime"] = null;
        }

        item.Default("reportingComponent", "");
        item.Default("reportingInstance", "");
    }

    public override void Validate(StrategyContext context, JsonObject item, JsonObject? old, List<Errors.Cause> causes)
    {
        var about = item.Text("involvedObject", "namespace") ?? "";
        var home = item.Namespace();
        if (about.Length == 0 ? home is not ("default" or "kube-system") : about != home)
        {
            causes.Add(Errors.Cause.Invalid("involvedObject.namespace", about, "does not match event.namespace"));
        }
    }
}
