using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>Objects of a CustomResourceDefinition: their schema says everything; a status write changes the status alone.</summary>
internal sealed class CustomResourceStrategy : ResourceStrategy
{
    public static readonly CustomResourceStrategy Instance = new();

    public override bool AllowsUnconditionalUpdate => false;

    public override void PrepareForStatusUpdate(StrategyContext context, JsonObject item, JsonObject old)
    {
        base.PrepareForStatusUpdate(context, item, old);
        var managed = item.Metadata()["managedFields"]?.DeepClone();
        var version = item.Metadata()["resourceVersion"]?.DeepClone();
        item["metadata"] = old.Metadata().DeepClone();
        if (managed is not null)
        {
            item.Metadata()["managedFields"] = managed;
        }

        if (version is not null)
        {
            item.Metadata()["resourceVersion"] = version;
        }
    }
}
