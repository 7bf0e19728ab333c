using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>CustomResourceDefinitions: names completed, conditions set, so that the kind is served as soon as it is stored.</summary>
internal sealed class CustomResourceDefinitionStrategy : ResourceStrategy
{
    public override bool AllowsUnconditionalUpdate => false;

    public override void Default(StrategyContext context, JsonObject item)
    {
        var spec = item.Ensure("spec");
        var names = spec.Ensure("names");
        var kind = names.Text("kind") ?? "";
        names.Default("singular", kind.ToLowerInvariant());
        names.Default("listKind", $"{kind}List");
        spec.Default("conversion", new JsonObject { ["strategy"] = "None" });
    }

    public override void PrepareForCreate(StrategyContext context, JsonObject item) => SetStatus(context, item, null);

    public override void PrepareForUpdate(StrategyContext context, JsonObject item, JsonObject old) => SetStatus(context, item, old);

    public override void Validate(StrategyContext context, JsonObject item, JsonObject? old, List<Cause> causes)
    {
        var group = item.Text("spec", "group") ?? "";
        var plural = item.Text("spec", "names", "plural") ?? "";
        if (item.Name() != $"{plural}.{group}")
        {
            causes.Add(Cause.Invalid("metadata.name", item.Name(), $"must be spec.names.plural+\".\"+spec.group"));
        }

        if (item.Text("spec", "scope") is not ("Namespaced" or "Cluster"))
        {
            causes.Add(Cause.NotSupported("spec.scope", item.Text("spec", "scope") ?? "", "Cluster", "Namespaced"));
        }

        if (string.IsNullOrEmpty(item.Text("spec", "names", "kind")))
        {
            causes.Add(Cause.Required("spec.names.kind"));
        }

        if (item.Text("spec", "conversion", "strategy") != "Webhook" && item.Object("spec", "conversion", "webhook") is { } webhook)
        {
            const string Detail = "should not be set when strategy is not set to Webhook";
            causes.AddRange(
                from field in new[] { (Name: "clientConfig", Told: "webhookClientConfig"), (Name: "conversionReviewVersions", Told: "conversionReviewVersions") }
                where webhook[field.Name] is not null
                select Cause.Forbidden($"spec.conversion.{field.Told}", Detail));
        }

        var versions = item.Array("spec", "versions").Objects().ToArray();
        if (versions.Count(version => version.Flag("storage") == true) != 1)
        {
            causes.Add(Cause.Invalid("spec.versions", new JsonArray([.. versions.Select(version => (JsonNode?)version.Text("name"))]), "must have exactly one version marked as storage version"));
        }

        for (var i = 0; i < versions.Length; i++)
        {
            if (versions[i].Object("schema", "openAPIV3Schema") is null)
            {
                causes.Add(Cause.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required"));
            }
        }
    }

    private static void SetStatus(StrategyContext context, JsonObject item, JsonObject? old)
    {
        var storage = item.Array("spec", "versions").Objects().FirstOrDefault(version => version.Flag("storage") == true).Text("name") ?? "";
        var stored = old.Array("status", "storedVersions").Strings().ToList();
        if (!stored.Contains(storage, StringComparer.Ordinal))
        {
            stored.Add(storage);
        }

        item["status"] = new JsonObject
        {
            ["acceptedNames"] = item.Object("spec", "names")!.DeepClone(),
            ["conditions"] = old.Array("status", "conditions")?.DeepClone() ?? new JsonArray(
                Condition(context, "NamesAccepted", "NoConflicts", "no conflicts found"),
                Condition(context, "Established", "InitialNamesAccepted", "the initial names have been accepted")),
            ["storedVersions"] = Doc.ToArray(stored),
        };
    }

    private static JsonObject Condition(StrategyContext context, string type, string reason, string message) => new()
    {
        ["lastTransitionTime"] = Timestamps.Seconds(context.Now),
        ["message"] = message,
        ["reason"] = reason,
        ["status"] = "True",
        ["type"] = type,
    };
}
