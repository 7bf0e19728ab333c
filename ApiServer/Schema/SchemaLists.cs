using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Uniqueness in sets and in lists by key, and which stored entry an entry continues.</summary>
internal static class SchemaLists
{
    internal static void Check(
        StructuralSchema schema, JsonNode? node, JsonNode? old, string path, List<FieldError> errors)
    {
        if (SchemaValidation.IsUnchanged(node, old))
        {
            return;
        }

        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    if (schema.Member(name) is { } member)
                    {
                        Check(member, value, (old as JsonObject)?[name], SchemaValidation.Child(path, name), errors);
                    }
                }

                break;
            case JsonArray items:
                CheckArray(schema, items, old as JsonArray, path, errors);
                break;
        }
    }

    /// <summary>The key fields of an entry of a list by key, with defaults filled in; null when it is no object.</summary>
    internal static JsonObject? KeyOf(StructuralSchema list, JsonNode? item)
    {
        if (item is not JsonObject entry)
        {
            return null;
        }

        var key = new JsonObject();
        foreach (var name in list.ListMapKeys)
        {
            var value = entry[name] ?? list.Items?.Member(name)?.Default;
            if (value is not null)
            {
                key[name] = value.DeepClone();
            }
        }

        return key;
    }

    /// <summary>The stored entry that the entry continues; null unless the list is by key.</summary>
    internal static JsonNode? Counterpart(StructuralSchema list, JsonNode? item, JsonArray? old)
    {
        if (old is null || list.ListType != ListType.Map || KeyOf(list, item) is not { } key)
        {
            return null;
        }

        return old.FirstOrDefault(candidate => JsonNode.DeepEquals(KeyOf(list, candidate), key));
    }

    private static void CheckArray(
        StructuralSchema schema, JsonArray items, JsonArray? old, string path, List<FieldError> errors)
    {
        var isMap = schema.ListType == ListType.Map;
        if (isMap || schema.ListType == ListType.Set || schema.HasUniqueItems)
        {
            var seen = new HashSet<string>();
            for (var i = 0; i < items.Count; i++)
            {
                var identity = isMap ? KeyOf(schema, items[i]) : items[i];
                if ((identity is not null || !isMap) && !seen.Add(Canonical(identity)))
                {
                    errors.Add(FieldErrors.Duplicate($"{path}[{i}]", identity));
                }
            }
        }

        if (schema.Items is { } itemSchema)
        {
            for (var i = 0; i < items.Count; i++)
            {
                Check(itemSchema, items[i], Counterpart(schema, items[i], old), $"{path}[{i}]", errors);
            }
        }
    }

    /// <summary>A text that two values share exactly when they are equal: members sorted, numbers plain.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(",", members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{FieldErrors.Quote(member.Key)}:{Canonical(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Canonical)) + "]",
        _ => FieldErrors.Show(node),
    };
}
