using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

internal sealed class NamespaceStrategy : ResourceStrategy
{
    public override NameRule Names => NameRule.DnsLabel;

    public override void Default(StrategyContext context, JsonObject item) =>
        item.Metadata().Ensure("labels").Default("kubernetes.io/metadata.name", item.Name());

    public override void PrepareForCreate(StrategyContext context, JsonObject item)
    {
        item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        item["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void PrepareForUpdate(StrategyContext context, JsonObject item, JsonObject old)
    {
        KeepField(item, old, "status");
        KeepField(item, old, "spec");
    }
}
