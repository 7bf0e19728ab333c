using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>What a kind does with an object before it is stored: defaults, fields that only the server writes, validation.</summary>
internal abstract class ResourceStrategy
{
    /// <summary>How a name must look.</summary>
    public virtual NameRule Names => NameRule.DnsSubdomain;

    /// <summary>Whether a PUT of an absent object creates it.</summary>
    public virtual bool AllowsCreateOnUpdate => false;

    /// <summary>Whether a PUT without a resourceVersion overwrites whatever is stored.</summary>
    public virtual bool AllowsUnconditionalUpdate => true;

    /// <summary>Whether a delete answers with the object instead of a Status.</summary>
    public virtual bool ReturnsDeletedObject => false;

    /// <summary>Fills in what the client left out; runs before every write.</summary>
    public virtual void Default(StrategyContext context, JsonObject item)
    {
    }

    public virtual void PrepareForCreate(StrategyContext context, JsonObject item)
    {
        if (context.Resource.HasStatus)
        {
            item.Remove("status");
        }
    }

    public virtual void PrepareForUpdate(StrategyContext context, JsonObject item, JsonObject old)
    {
        if (context.Resource.HasStatus)
        {
            KeepField(item, old, "status");
        }
    }

    /// <summary>A write to /status: built-in kinds let metadata through (O-105), but nothing outside metadata and status.</summary>
    public virtual void PrepareForStatusUpdate(StrategyContext context, JsonObject item, JsonObject old)
    {
        foreach (var field in item.Select(pair => pair.Key).Concat(old.Select(pair => pair.Key)).Distinct(StringComparer.Ordinal).ToArray())
        {
            if (field is not ("status" or "metadata" or "apiVersion" or "kind"))
            {
                KeepField(item, old, field);
            }
        }

        KeepField(item.Metadata(), old.Metadata(), "ownerReferences");
        KeepField(item.Metadata(), old.Metadata(), "finalizers");
    }

    public virtual void Validate(StrategyContext context, JsonObject item, JsonObject? old, List<Cause> causes)
    {
    }

    /// <summary>Runs after the fields are valid: takes addresses and ports, which a later failure gives back.</summary>
    public virtual void Allocate(StrategyContext context, JsonObject item, JsonObject? old, List<Cause> causes)
    {
    }

    protected static void KeepField(JsonObject item, JsonObject old, string field)
    {
        if (old[field] is { } kept)
        {
            item[field] = kept.DeepClone();
        }
        else
        {
            item.Remove(field);
        }
    }
}
