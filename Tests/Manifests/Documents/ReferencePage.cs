using System.Text;
using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.Manifests.Documents;

/// <summary>Composes <c>docs/reference.md</c> from the custom resources' own descriptions.</summary>
internal static class ReferencePage
{
    private const string Head =
        """
        # Configuration reference

        Every field of every custom resource, made from the definitions in `manifests/crds` by `make docs`. `kubectl explain bgppeer.spec`
        says the same on a cluster. How objects are judged, and what is refused: [configuration.md](configuration.md).

        In the column *type*, `[]` is a list; *required* fields are marked with `*`.

        """;

    public static string Compose(IEnumerable<JsonObject> definitions)
    {
        var page = new StringBuilder(Head);
        foreach (var definition in definitions
            .OrderBy(one => Text(one["spec"]!["group"]), StringComparer.Ordinal)
            .ThenBy(one => Text(one["spec"]!["names"]!["kind"]), StringComparer.Ordinal))
        {
            AppendKind(page, definition["spec"]!);
        }

        return page.ToString();
    }

    private static void AppendKind(StringBuilder page, JsonNode spec)
    {
        var names = spec["names"]!;
        page.Append('\n').Append("## ").Append(Text(names["kind"])).Append("\n\n");
        var shortNames = names["shortNames"]?.AsArray() is { Count: > 0 } found ? $", short {string.Join(", ", found.Select(name => $"`{name}`"))}" : "";
        page.Append($"Group `{spec["group"]}`, `kubectl get {names["plural"]}`{shortNames}.\n");
        foreach (var version in spec["versions"]!.AsArray())
        {
            var schema = version!["schema"]!["openAPIV3Schema"]!;
            var note = (bool?)version["deprecated"] == true ? ", deprecated" : (bool?)version["storage"] == true ? ", stored" : "";
            page.Append($"\n### {names["kind"]} {version["name"]}{note}\n\n{OneLine(Text(schema["description"]))}\n");
            foreach (var part in new[] { "spec", "status" })
            {
                if (schema["properties"]?[part] is { } fields && Rows(fields, part).ToList() is { Count: > 0 } rows)
                {
                    page.Append("\n| field | type | meaning |\n| --- | --- | --- |\n").AppendJoin("\n", rows).Append('\n');
                }
            }
        }
    }

    private static IEnumerable<string> Rows(JsonNode schema, string path)
    {
        var required = schema["required"]?.AsArray().Select(Text).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            var here = $"{path}.{name}";
            yield return $"| `{here}`{(required.Contains(name) ? "*" : "")} | {TypeOf(field!)} | {Meaning(field!)} |";
            var inner = field!["items"] ?? field;
            foreach (var row in Rows(inner, ReferenceEquals(inner, field) ? here : here + "[]"))
            {
                yield return row;
            }
        }
    }

    private static string TypeOf(JsonNode field) => field["items"] is { } items
        ? TypeOf(items) + "[]"
        : field["additionalProperties"] is JsonObject values
            ? $"map of {TypeOf(values)}"
            : (bool?)field["x-kubernetes-int-or-string"] == true ? "integer or text" : Text(field["type"]) is { Length: > 0 } type ? type : "any";

    private static string Meaning(JsonNode field)
    {
        List<string> parts = [];
        if (Text(field["description"]) is { Length: > 0 } description)
        {
            parts.Add(OneLine(description));
        }

        if (field["enum"]?.AsArray() is { } allowed)
        {
            parts.Add($"One of {string.Join(", ", allowed.Select(value => $"`{value}`"))}.");
        }

        var (minimum, maximum) = (field["minimum"], field["maximum"]);
        // Most descriptions give the range already, with its unit.
        if ((minimum is not null || maximum is not null)
            && !Text(field["description"]).Contains((maximum ?? minimum)!.ToString(), StringComparison.Ordinal))
        {
            parts.Add(minimum is null ? $"At most {maximum}." : maximum is null ? $"At least {minimum}." : $"{minimum} to {maximum}.");
        }

        if (field["default"] is { } standard)
        {
            parts.Add($"Default `{standard.ToJsonString()}`.");
        }

        return string.Join(' ', parts);
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
