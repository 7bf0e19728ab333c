using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Selectors;

/// <summary>The <c>fieldSelector</c> query over the few fields each resource allows.</summary>
internal sealed class FieldSelector
{
    public static readonly FieldSelector Everything = new([]);

    private readonly ImmutableArray<(string[] Path, bool IsEqual, string Value)> _terms;

    private FieldSelector(ImmutableArray<(string[] Path, bool IsEqual, string Value)> terms) => _terms = terms;

    public bool IsEverything => _terms.IsEmpty;

    public static FieldSelector Parse(string text, ResourceDefinition resource)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        var terms = ImmutableArray.CreateBuilder<(string[] Path, bool IsEqual, string Value)>();
        foreach (var term in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = !term.Contains("!=", StringComparison.Ordinal);
            var parts = term.Split(equal ? (term.Contains("==", StringComparison.Ordinal) ? "==" : "=") : "!=", 2);
            if (parts.Length != 2)
            {
                throw Failures.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            }

            var field = parts[0].Trim();
            var known = field == "metadata.name"
                || (field == "metadata.namespace" && resource.IsNamespaced)
                || resource.SelectableFields.Contains(field, StringComparer.Ordinal);
            if (!known)
            {
                throw Failures.BadRequest($"field label not supported: {field}");
            }

            terms.Add((field.Split('.'), equal, parts[1].Trim()));
        }

        return new FieldSelector(terms.ToImmutable());
    }

    public bool Matches(StoredObject candidate)
    {
        JsonObject? document = null;
        foreach (var (path, equal, wanted) in _terms)
        {
            var value = path is ["metadata", "name"] ? candidate.Key.Name
                : path is ["metadata", "namespace"] ? candidate.Key.Namespace
                : Value((document ??= candidate.ToDocument()).At(path));
            if (string.Equals(value, wanted, StringComparison.Ordinal) != equal)
            {
                return false;
            }
        }

        return true;
    }

    private static string Value(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => Doc.ToJson(node),
    };
}
