using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Cel;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Runs the rules of a schema (<c>x-kubernetes-validations</c>) over an object.</summary>
internal static class SchemaRules
{
    // The Kubernetes API server's limit for all rules of one object.
    private const long ObjectBudget = 100_000_000;

    internal static void Check(StructuralSchema schema, JsonObject obj, JsonObject? old, List<FieldError> errors)
    {
        var budget = new CelBudget(ObjectBudget);
        Walk(schema, obj, old, "", budget, errors);
        if (budget.IsSpent)
        {
            errors.Add(new FieldError(
                "<nil>",
                FieldError.Invalid,
                "Invalid value: null: validation failed due to running out of cost budget, "
                    + "no further validation rules will be run"));
        }
    }

    internal static IReadOnlyList<FieldError> CompileErrors(StructuralSchema schema)
    {
        var errors = new List<FieldError>();
        Collect(schema, "", errors);
        return errors;
    }

    private static void Walk(
        StructuralSchema schema,
        JsonNode? node,
        JsonNode? old,
        string path,
        CelBudget budget,
        List<FieldError> errors)
    {
        if (!schema.HasRules || node is null || budget.IsSpent)
        {
            return;
        }

        foreach (var rule in schema.Rules)
        {
            if (rule.Check(schema, node, old, path, budget) is { } error)
            {
                errors.Add(error);
            }
        }

        switch (node)
        {
            case JsonObject members:
                var granular = schema.IsAtomicMap ? null : old as JsonObject;
                foreach (var (name, value) in members)
                {
                    if (schema.Member(name) is { } member)
                    {
                        Walk(member, value, granular?[name], SchemaValidation.Child(path, name), budget, errors);
                    }
                }

                break;
            case JsonArray items when schema.Items is { } itemSchema:
                for (var i = 0; i < items.Count; i++)
                {
                    var counterpart = SchemaLists.Counterpart(schema, items[i], old as JsonArray);
                    Walk(itemSchema, items[i], counterpart, $"{path}[{i}]", budget, errors);
                }

                break;
        }
    }

    private static void Collect(StructuralSchema schema, string path, List<FieldError> errors)
    {
        for (var i = 0; i < schema.Rules.Length; i++)
        {
            var rule = schema.Rules[i];
            var field = $"{path}.x-kubernetes-validations[{i}]".TrimStart('.');
            if (rule.Program.Error is { } error)
            {
                errors.Add(FieldErrors.Invalid($"{field}.rule", rule.Expression, $"compilation failed: {error}"));
            }

            if (rule.MessageProgram?.Error is { } messageError)
            {
                errors.Add(FieldErrors.Invalid(
                    $"{field}.messageExpression",
                    rule.MessageExpression,
                    $"messageExpression compilation failed: {messageError}"));
            }
        }

        foreach (var (name, property) in schema.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            Collect(property, SchemaValidation.Child(path, $"properties[{name}]"), errors);
        }

        if (schema.Items is { } items)
        {
            Collect(items, SchemaValidation.Child(path, "items"), errors);
        }

        if (schema.Values is { } values)
        {
            Collect(values, SchemaValidation.Child(path, "additionalProperties"), errors);
        }
    }
}
