using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Schema;
using MetalOrleans.ApiServer.Strategies;
using MetalOrleans.ApiServer.Tables;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>Turns a CustomResourceDefinition into the resources it declares, one for each served version.</summary>
internal static class CustomResources
{
    public static ImmutableArray<ResourceDefinition> From(JsonObject definition)
    {
        var group = definition.Text("spec", "group") ?? "";
        var names = definition.Object("spec", "names") ?? [];
        var versions = definition.Array("spec", "versions").Objects().ToArray();
        var stored = versions.FirstOrDefault(version => version.Flag("storage") == true).Text("name") ?? "";
        var storage = new StorageKey(group, names.Text("plural") ?? "", $"{group}/{stored}");
        return [.. versions.Where(version => version.Flag("served") == true).Select(version => Make(definition, names, version, group, storage))];
    }

    private static ResourceDefinition Make(JsonObject definition, JsonObject names, JsonObject version, string group, StorageKey storage)
    {
        var kind = names.Text("kind") ?? "";
        var schema = version.Object("schema", "openAPIV3Schema");
        var name = version.Text("name") ?? "";
        return new ResourceDefinition
        {
            Group = group,
            Version = name,
            Kind = kind,
            ListKind = names.Text("listKind") ?? $"{kind}List",
            Plural = storage.Plural,
            Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
            ShortNames = [.. names.Array("shortNames").Strings()],
            Categories = [.. names.Array("categories").Strings()],
            IsNamespaced = definition.Text("spec", "scope") == "Namespaced",
            HasStatus = version.Object("subresources", "status") is not null,
            HasGeneration = true,
            IsCustom = true,
            Warning = version.Flag("deprecated") == true
                ? version.Text("deprecationWarning") ?? $"{group}/{name} {kind} is deprecated"
                : null,
            Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
            Storage = storage,
            Strategy = CustomResourceStrategy.Instance,
            Printer = CustomColumns.For(version.Array("additionalPrinterColumns")),
            Schema = new Lazy<StructuralSchema?>(() => schema is null ? null : StructuralSchema.Parse(schema)),
            DeclaredSchema = schema,
            SelectableFields = [.. version.Array("selectableFields").Objects().Select(field => (field.Text("jsonPath") ?? "").TrimStart('.'))],
        };
    }
}
