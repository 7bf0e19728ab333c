using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Deployments, ReplicaSets, DaemonSets and StatefulSets: stored with their defaults; no controller acts on them.</summary>
internal sealed class WorkloadStrategy : ResourceStrategy
{
    public override void Default(StrategyContext context, JsonObject item)
    {
        var spec = item.Ensure("spec");
        if (context.Resource.Kind != "DaemonSet")
        {
            spec.Default("replicas", 1);
        }

        if (spec.Object("template") is { } template)
        {
            template.Ensure("metadata").Default("creationTimestamp", JsonValue.Create("")!);
            template.Metadata()["creationTimestamp"] = null;
            PodDefaults.Apply(template.Ensure("spec"));
        }

        switch (context.Resource.Kind)
        {
            case "Deployment":
                spec.Default("strategy", new JsonObject { ["type"] = "RollingUpdate" });
                if (spec.Text("strategy", "type") == "RollingUpdate")
                {
                    spec.Object("strategy")!.Default("rollingUpdate", new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" });
                }

                spec.Default("revisionHistoryLimit", 10);
                spec.Default("progressDeadlineSeconds", 600);
                break;
            case "DaemonSet":
                spec.Default("updateStrategy", new JsonObject
                {
                    ["type"] = "RollingUpdate",
                    ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = 1, ["maxSurge"] = 0 },
                });
                spec.Default("revisionHistoryLimit", 10);
                break;
            default:
                break;
        }
    }

    public override void PrepareForCreate(StrategyContext context, JsonObject item) => item["status"] = EmptyStatus(context);

    public override void Validate(StrategyContext context, JsonObject item, JsonObject? old, List<Cause> causes)
    {
        if (item.Object("spec", "selector") is null)
        {
            causes.Add(Cause.Required("spec.selector"));
            return;
        }

        var labels = item.Object("spec", "template", "metadata", "labels");
        foreach (var (key, value) in item.Object("spec", "selector", "matchLabels") ?? [])
        {
            if (labels.Text(key) != Doc.AsText(value))
            {
                causes.Add(Cause.Invalid("spec.template.metadata.labels", labels ?? [], "`selector` does not match template `labels`"));
                break;
            }
        }

        if (item.Array("spec", "template", "spec", "containers") is not { Count: > 0 })
        {
            causes.Add(Cause.Required("spec.template.spec.containers"));
        }

        if (context.Resource.Kind == "Deployment" && item.Text("spec", "strategy", "type") == "Recreate"
            && item.Object("spec", "strategy", "rollingUpdate") is not null)
        {
            causes.Add(Cause.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
        }

        if (old is not null && !JsonNode.DeepEquals(old.At("spec", "selector"), item.At("spec", "selector")))
        {
            causes.Add(Cause.Invalid("spec.selector", item.At("spec", "selector"), "field is immutable"));
        }
    }

    private static JsonObject EmptyStatus(StrategyContext context) => context.Resource.Kind switch
    {
        "DaemonSet" => new JsonObject
        {
            ["currentNumberScheduled"] = 0,
            ["numberMisscheduled"] = 0,
            ["desiredNumberScheduled"] = 0,
            ["numberReady"] = 0,
        },
        "Deployment" => [],
        _ => new JsonObject { ["replicas"] = 0 },
    };
}
