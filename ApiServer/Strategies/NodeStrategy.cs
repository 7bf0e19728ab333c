using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Nodes: a creator may bring the status along, as a registering kubelet does.</summary>
internal sealed class NodeStrategy : ResourceStrategy
{
    public override void Default(StrategyContext context, JsonObject item) => item.Ensure("spec");

    public override void PrepareForCreate(StrategyContext context, JsonObject item)
    {
    }
}
