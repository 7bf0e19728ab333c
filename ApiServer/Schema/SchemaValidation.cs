using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Checks an object against a schema and words what is wrong.</summary>
internal static class SchemaValidation
{
    internal static IReadOnlyList<FieldError> Validate(StructuralSchema schema, JsonObject obj, JsonObject? old)
    {
        var errors = new List<FieldError>();
        Walk(schema, obj, old, "", errors);
        if (!schema.IsBuiltIn)
        {
            Walk(BuiltInSchemas.ObjectMeta, obj["metadata"], old?["metadata"], "metadata", errors);

            // Built-in kinds allow what their lists' keys would forbid, such as an environment variable set twice.
            SchemaLists.Check(schema, obj, old, "", errors);
        }

        if (!schema.HasRules)
        {
            return errors;
        }

        if (errors.Exists(FieldErrors.BlocksRules))
        {
            errors.Add(FieldErrors.RulesNotChecked);
        }
        else
        {
            SchemaRules.Check(schema, obj, old, errors);
        }

        return errors;
    }

    /// <summary>The path of a member.</summary>
    internal static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether the value is exactly what is stored: then an update need not mend it.</summary>
    internal static bool IsUnchanged(JsonNode? node, JsonNode? old) =>
        old is not null && JsonNode.DeepEquals(node, old);

    private static void Walk(
        StructuralSchema schema, JsonNode? node, JsonNode? old, string path, List<FieldError> errors)
    {
        if (IsUnchanged(node, old) || (node is null && (schema.IsNullable || schema.IsBuiltIn)))
        {
            return;
        }

        var fits = TypeFits(schema, node, path, errors);
        if (schema.Enum.Length > 0 && !schema.Enum.Any(allowed => JsonNode.DeepEquals(allowed, node)))
        {
            errors.Add(FieldErrors.NotSupported(path, node, schema.Enum));
        }

        switch (node)
        {
            case JsonObject members when fits:
                WalkObject(schema, members, old as JsonObject, path, errors);
                break;
            case JsonArray items when fits:
                WalkArray(schema, items, old as JsonArray, path, errors);
                break;
            case JsonValue value:
                ScalarRules.Check(schema, value, path, fits, errors);
                break;
        }

        CheckCombinations(schema, node, path, errors);
    }

    private static bool TypeFits(StructuralSchema schema, JsonNode? node, string path, List<FieldError> errors)
    {
        var actual = JsonNumbers.TypeName(node);
        if (schema.IsIntOrString)
        {
            if (actual is "integer" or "string" || (schema.IsBuiltIn && actual == "number"))
            {
                return true;
            }

            errors.Add(FieldErrors.Type(path, actual, "integer,string"));
            return false;
        }

        var fits = schema.Type switch
        {
            "" => true,
            "number" => actual is "number" or "integer",
            "integer" => actual == "integer" || (actual == "number" && IsWhole(node!)),
            _ => actual == schema.Type,
        };
        if (!fits)
        {
            errors.Add(FieldErrors.Type(path, actual, schema.Type));
        }

        return fits;
    }

    // 2^63: beyond it a number is no longer an integer to the API server.
    private static bool IsWhole(JsonNode node) =>
        JsonNumbers.ToDouble(node) is var number && Math.Abs(number) < 9.2e18 && Math.Floor(number) == number;

    private static void WalkObject(
        StructuralSchema schema, JsonObject members, JsonObject? old, string path, List<FieldError> errors)
    {
        if (members.Count < schema.MinProperties)
        {
            errors.Add(FieldErrors.Invalid(
                path, members.Count, $"{path} in body should have at least {schema.MinProperties} properties"));
        }

        if (members.Count > schema.MaxProperties)
        {
            errors.Add(FieldErrors.TooMany(path, members.Count, schema.MaxProperties.Value));
        }

        foreach (var name in schema.Required.Where(name => !members.ContainsKey(name)))
        {
            errors.Add(FieldErrors.Required(Child(path, name)));
        }

        if (schema.IsEmbeddedResource)
        {
            foreach (var name in new[] { "apiVersion", "kind" }.Where(name => !members.ContainsKey(name)))
            {
                errors.Add(FieldErrors.Required(Child(path, name)));
            }
        }

        foreach (var (name, value) in members)
        {
            if (schema.Member(name) is { } member)
            {
                Walk(member, value, old?[name], Child(path, name), errors);
            }
        }
    }

    private static void WalkArray(
        StructuralSchema schema, JsonArray items, JsonArray? old, string path, List<FieldError> errors)
    {
        if (items.Count < schema.MinItems)
        {
            errors.Add(FieldErrors.Invalid(
                path, items.Count, $"{path} in body should have at least {schema.MinItems} items"));
        }

        if (items.Count > schema.MaxItems)
        {
            errors.Add(FieldErrors.TooMany(path, items.Count, schema.MaxItems.Value));
        }

        if (schema.Items is not { } itemSchema)
        {
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            Walk(itemSchema, items[i], SchemaLists.Counterpart(schema, items[i], old), $"{path}[{i}]", errors);
        }
    }

    private static void CheckCombinations(
        StructuralSchema schema, JsonNode? node, string path, List<FieldError> errors)
    {
        var failures = schema.AllOf.Select(part => Try(part, node, path)).ToList();
        if (failures.Exists(failed => failed.Count > 0))
        {
            errors.AddRange(failures.SelectMany(failed => failed));
            var none = failures.TrueForAll(failed => failed.Count > 0) ? ". None validated" : "";
            errors.Add(Combination($"\"{path}\" must validate all the schemas (allOf){none}"));
        }

        if (schema.AnyOf.Length > 0 && schema.AnyOf.Select(part => Try(part, node, path)).ToList() is var any
            && any.TrueForAll(failed => failed.Count > 0))
        {
            errors.Add(Combination($"\"{path}\" must validate at least one schema (anyOf)"));
            errors.AddRange(any[0]);
        }

        if (schema.OneOf.Length > 0)
        {
            var one = schema.OneOf.Select(part => Try(part, node, path)).ToList();
            var valid = one.Count(failed => failed.Count == 0);
            if (valid != 1)
            {
                var found = valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives";
                errors.Add(Combination($"\"{path}\" must validate one and only one schema (oneOf). {found}"));
                errors.AddRange(valid == 0 ? one[0] : []);
            }
        }

        if (schema.Not is { } not && Try(not, node, path).Count == 0)
        {
            errors.Add(Combination($"\"{path}\" must not validate the schema (not)"));
        }
    }

    private static List<FieldError> Try(StructuralSchema schema, JsonNode? node, string path)
    {
        var errors = new List<FieldError>();
        Walk(schema, node, null, path, errors);
        return errors;
    }

    private static FieldError Combination(string detail) =>
        new("<nil>", FieldError.Invalid, $"Invalid value: \"\": {detail}");
}
