using System.Globalization;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Tables;

/// <summary>
/// The part of JSONPath that CRD printer columns use: fields, indices, <c>[*]</c>, quoted fields and
/// <c>[?(@.field=="value")]</c>. The first result counts, as in kube-apiserver.
/// </summary>
internal static class JsonPath
{
    public static JsonNode? First(JsonNode? root, string path)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (var step in Steps(path))
        {
            found = Apply(found, step).ToArray();
        }

        return found.FirstOrDefault();
    }

    private static IEnumerable<string> Steps(string path)
    {
        var i = 0;
        while (i < path.Length)
        {
            if (path[i] is '.' or '$')
            {
                i++;
                continue;
            }

            var end = i;
            if (path[i] == '[')
            {
                end = path.IndexOf(path[(i + 1)..].StartsWith('?') ? ")]" : "]", i, StringComparison.Ordinal);
                end = end < 0 ? path.Length : end + (path[end] == ')' ? 2 : 1);
            }
            else
            {
                while (end < path.Length && path[end] is not ('.' or '['))
                {
                    // A dot inside a key is written "\.".
                    end += path[end] == '\\' ? 2 : 1;
                }

                end = Math.Min(end, path.Length);
            }

            yield return path[i..end];
            i = end;
        }
    }

    private static IEnumerable<JsonNode?> Apply(IEnumerable<JsonNode?> nodes, string step)
    {
        foreach (var node in nodes)
        {
            if (!step.StartsWith('['))
            {
                if ((node as JsonObject).At(step.Replace("\\.", ".", StringComparison.Ordinal)) is { } child)
                {
                    yield return child;
                }

                continue;
            }

            foreach (var item in Index(node, step[1..^1]))
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<JsonNode?> Index(JsonNode? node, string inner)
    {
        if (inner.StartsWith('\'') || inner.StartsWith('"'))
        {
            return (node as JsonObject).At(inner.Trim('\'', '"')) is { } child ? [child] : [];
        }

        if (node is not JsonArray array)
        {
            return [];
        }

        if (inner == "*")
        {
            return array;
        }

        if (inner.StartsWith('?'))
        {
            var parts = inner[1..].Trim('(', ')').Split("==", 2);
            var wanted = parts.Length == 2 ? parts[1].Trim().Trim('\'', '"') : "";
            return array.Where(item => Print(First(item, parts[0].Trim().TrimStart('@'))) == wanted);
        }

        if (!int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return [];
        }

        index = index < 0 ? array.Count + index : index;
        return index >= 0 && index < array.Count ? [array[index]] : [];
    }

    public static string Print(JsonNode? node) => Doc.AsText(node) ?? Doc.ToJson(node);
}
