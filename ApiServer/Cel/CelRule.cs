using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>One entry of <c>x-kubernetes-validations</c>: an expression that must be true.</summary>
/// <param name="expression">The rule, over <c>self</c> and for transitions <c>oldSelf</c>.</param>
internal sealed class CelRule(string expression)
{
    // The Kubernetes API server's limit for one rule.
    private const long RuleBudget = 10_000_000;

    private readonly Lazy<CelProgram> _program = new(() => CelProgram.Compile(expression));
    private CelProgram? _messageProgram;

    internal string Expression { get; } = expression.Trim();

    internal string? Message { get; init; }

    internal string? MessageExpression { get; init; }

    /// <summary>Kind of the error to report; left out, an invalid value.</summary>
    internal string? Reason { get; init; }

    /// <summary>Place of the error below the place of the rule, such as <c>.spec.a</c>.</summary>
    internal string? FieldPath { get; init; }

    /// <summary>Whether <c>oldSelf</c> is an optional, so that the rule runs on creation too.</summary>
    internal bool OptionalOldSelf { get; init; }

    internal CelProgram Program => _program.Value;

    internal CelProgram? MessageProgram =>
        MessageExpression is null ? null : _messageProgram ??= CelProgram.Compile(MessageExpression);

    /// <summary>Runs the rule at one place; null when it holds or does not apply.</summary>
    internal FieldError? Check(
        StructuralSchema schema, JsonNode node, JsonNode? old, string path, CelBudget budget)
    {
        var isTransition = Program.UsesOldSelf;
        if (isTransition ? old is null && !OptionalOldSelf : SchemaValidation.IsUnchanged(node, old))
        {
            return null;
        }

        var self = CelValues.FromJson(node, schema);
        var before = CelValues.FromJson(old, schema);
        var oldSelf = OptionalOldSelf ? new CelOptional(old is not null, before) : before;
        var rule = new CelBudget(RuleBudget);
        var result = Program.Evaluate(self, oldSelf, rule);
        budget.Spend(rule.Used);
        if (result is true)
        {
            return null;
        }

        var field = path + FieldPath;
        field = field.Length == 0 ? "<nil>" : field.TrimStart('.');
        var type = JsonNumbers.TypeName(node);
        if (result is CelError error)
        {
            var detail = $"{error.Message} evaluating rule: {Message ?? Expression}";
            return new FieldError(path.Length == 0 ? "<nil>" : path, FieldError.Invalid,
                $"Invalid value: \"{type}\": {detail}");
        }

        return Report(field, type, Text(self, oldSelf, budget));
    }

    private string Text(object? self, object? oldSelf, CelBudget budget)
    {
        if (MessageProgram is { } program
            && program.Evaluate(self, oldSelf, budget) is string text
            && text.Trim().Length > 0
            && !text.Contains('\n'))
        {
            return text;
        }

        return Message ?? $"failed rule: {Expression}";
    }

    private FieldError Report(string field, string type, string text) => Reason switch
    {
        FieldError.Forbidden => new FieldError(field, FieldError.Forbidden, $"Forbidden: {text}"),
        FieldError.Required => new FieldError(field, FieldError.Required, $"Required value: {text}"),
        FieldError.Duplicate => new FieldError(field, FieldError.Duplicate, $"Duplicate value: \"{type}\""),
        _ => new FieldError(field, FieldError.Invalid, $"Invalid value: \"{type}\": {text}"),
    };
}
