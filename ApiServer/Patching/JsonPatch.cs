using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>JSON patch, <see href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</see>.</summary>
/// <remarks>
/// Deviation: <c>replace</c> of an absent object member adds it, because the Kubernetes API server does so and clients
/// rely on it. Everything else is by the RFC.
/// </remarks>
public static class JsonPatch
{
    // The Kubernetes API server answers every failed patch with this sentence alone; ours goes on to say why.
    private const string Rejected = "the server rejected our request due to an error in our request";

    // The Kubernetes API server accepts at most so many operations in one patch.
    private const int OperationsMax = 10_000;

    /// <summary>Applies the operations in order; the first that fails refuses the whole patch.</summary>
    /// <remarks>Neither argument is changed.</remarks>
    public static PatchResult Apply(JsonNode target, JsonArray patch)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);
        if (patch.Count > OperationsMax)
        {
            return PatchResult.Refused(
                $"The allowed maximum operations in a JSON patch is {OperationsMax}, got {patch.Count}");
        }

        var document = target.DeepClone();
        for (var i = 0; i < patch.Count; i++)
        {
            if (Step(ref document, patch[i]) is { } error)
            {
                return PatchResult.Refused($"{Rejected}: operation {i}: {error}");
            }
        }

        return PatchResult.Of(document);
    }

    private static string? Step(ref JsonNode? document, JsonNode? node)
    {
        if (node is not JsonObject operation)
        {
            return "an operation must be an object";
        }

        if (Text(operation, "op") is not { } op)
        {
            return "op is missing or not a string";
        }

        if (Text(operation, "path") is not { } path || JsonPointer.Parse(path) is not { } tokens)
        {
            return $"{op}: path must be empty or begin with a slash";
        }

        if (op is "add" or "replace" or "test" && !operation.ContainsKey("value"))
        {
            return $"{op} {path}: value is missing";
        }

        var error = op switch
        {
            "add" => Add(ref document, tokens, operation["value"]?.DeepClone()),
            "remove" => Remove(ref document, tokens),
            "replace" => Replace(ref document, tokens, operation["value"]?.DeepClone()),
            "test" => Test(document, tokens, operation["value"]),
            "move" => Transfer(ref document, tokens, operation, move: true),
            "copy" => Transfer(ref document, tokens, operation, move: false),
            _ => "the operation must be add, remove, replace, move, copy or test",
        };
        return error is null ? null : $"{op} {path}: {error}";
    }

    private static string? Add(ref JsonNode? document, string[] tokens, JsonNode? value)
    {
        if (tokens.Length == 0)
        {
            document = value;
            return null;
        }

        switch (Parent(document, tokens))
        {
            case JsonObject parent:
                parent[tokens[^1]] = value;
                return null;
            case JsonArray parent when tokens[^1] == "-":
                parent.Add(value);
                return null;
            case JsonArray parent when JsonPointer.TryIndex(tokens[^1], parent.Count, out var index):
                parent.Insert(index, value);
                return null;
            case JsonArray parent:
                return $"the index must be - or 0 to {parent.Count}";
            default:
                return "the place that should hold the value does not exist";
        }
    }

    private static string? Remove(ref JsonNode? document, string[] tokens)
    {
        if (tokens.Length == 0)
        {
            document = null;
            return null;
        }

        switch (Parent(document, tokens))
        {
            case JsonObject parent when parent.Remove(tokens[^1]):
                return null;
            case JsonArray parent when JsonPointer.TryIndex(tokens[^1], parent.Count - 1, out var index):
                parent.RemoveAt(index);
                return null;
            default:
                return "there is no value";
        }
    }

    private static string? Replace(ref JsonNode? document, string[] tokens, JsonNode? value)
    {
        if (tokens.Length > 0 && Parent(document, tokens) is JsonArray parent)
        {
            if (!JsonPointer.TryIndex(tokens[^1], parent.Count - 1, out var index))
            {
                return "there is no value";
            }

            parent[index] = value;
            return null;
        }

        return Add(ref document, tokens, value);
    }

    private static string? Test(JsonNode? document, string[] tokens, JsonNode? expected)
    {
        if (!TryFind(document, tokens, out var actual))
        {
            // An absent member equals null for the Kubernetes API server: clients assert absence so.
            return expected is null && Parent(document, tokens) is JsonObject ? null : "there is no value";
        }

        return JsonNode.DeepEquals(actual, expected)
            ? null
            : "the value is another one";
    }

    private static string? Transfer(ref JsonNode? document, string[] tokens, JsonObject operation, bool move)
    {
        if (Text(operation, "from") is not { } from || JsonPointer.Parse(from) is not { } source)
        {
            return "from must be empty or begin with a slash";
        }

        if (!TryFind(document, source, out var value))
        {
            return $"there is no value at {from}";
        }

        if (!move)
        {
            return Add(ref document, tokens, value?.DeepClone());
        }

        // RFC 6902 §4.4: a value cannot be moved into one of its own children.
        if (tokens.Length > source.Length && tokens.AsSpan(0, source.Length).SequenceEqual(source))
        {
            return $"the value at {from} cannot be moved into itself";
        }

        var moved = value?.DeepClone();
        return Remove(ref document, source) ?? Add(ref document, tokens, moved);
    }

    private static JsonNode? Parent(JsonNode? document, string[] tokens) =>
        tokens.Length > 0 && TryFind(document, tokens.AsSpan(0, tokens.Length - 1), out var parent) ? parent : null;

    private static bool TryFind(JsonNode? document, ReadOnlySpan<string> tokens, out JsonNode? found)
    {
        found = document;
        foreach (var token in tokens)
        {
            if (found is JsonObject members && members.TryGetPropertyValue(token, out var member))
            {
                found = member;
            }
            else if (found is JsonArray items && JsonPointer.TryIndex(token, items.Count - 1, out var index))
            {
                found = items[index];
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static string? Text(JsonObject operation, string name) =>
        operation.TryGetPropertyValue(name, out var node) && node?.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : null;
}
