using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Pods are stored; nothing runs them, so a deleted one is gone at once.</summary>
internal sealed class PodStrategy : ResourceStrategy
{
    public override bool ReturnsDeletedObject => true;

    public override void Default(StrategyContext context, JsonObject item) => PodDefaults.Apply(item.Ensure("spec"));

    public override void PrepareForCreate(StrategyContext context, JsonObject item) =>
        item["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
}
