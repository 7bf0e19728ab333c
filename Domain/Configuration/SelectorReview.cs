using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// Turns label selectors as written into <see cref="LabelSelector"/>, noting what is wrong (C-006, C-007).
/// </summary>
internal static class SelectorReview
{
    private const string SyntaxRemedy =
        "Use letters, digits, '-', '_' and '.', at most 63 of them, with a letter or digit at both ends.";

    /// <summary>
    /// Reads a list of selectors, in which none may repeat another and no condition may repeat within one.
    /// </summary>
    /// <param name="review">Takes what is wrong.</param>
    /// <param name="path">The list's path, such as <c>spec.nodeSelectors</c>.</param>
    /// <param name="specs">The list as written.</param>
    public static ImmutableArray<LabelSelector> ReadList(
        this ObjectReview review, string path, ImmutableArray<LabelSelectorSpec> specs)
    {
        var selectors = ImmutableArray.CreateBuilder<LabelSelector>(specs.Length);
        for (var i = 0; i < specs.Length; i++)
        {
            review.RefuseRepeatedExpressions($"{path}[{i}].matchExpressions", specs[i].MatchExpressions);
            selectors.Add(review.Read($"{path}[{i}]", specs[i]));
        }

        var field = path[(path.LastIndexOf('.') + 1)..];
        review.RefuseDuplicates(
            path, selectors.Select(s => s.ToString()), text => $"duplicate definition of {field} {QuotedText.Of(text)}");
        return selectors.ToImmutable();
    }

    /// <summary>Reads one selector: its keys, operators and values must be ones that Kubernetes takes.</summary>
    public static LabelSelector Read(this ObjectReview review, string path, LabelSelectorSpec spec)
    {
        var requirements = ImmutableArray.CreateBuilder<LabelRequirement>();
        foreach (var (key, value) in spec.MatchLabels)
        {
            review.CheckSyntax($"{path}.matchLabels", key, [value]);
            requirements.Add(new LabelRequirement(key, LabelOperator.In, [value]));
        }

        for (var i = 0; i < spec.MatchExpressions.Length; i++)
        {
            if (review.ReadExpression($"{path}.matchExpressions[{i}]", spec.MatchExpressions[i]) is { } requirement)
            {
                requirements.Add(requirement);
            }
        }

        return new LabelSelector(requirements.ToImmutable());
    }

    private static LabelRequirement? ReadExpression(this ObjectReview review, string path, LabelExpressionSpec spec)
    {
        // Kubernetes spells operators exactly; anything else, numbers included, is not one.
        LabelOperator? found = spec.Operator switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => null,
        };
        if (found is not { } comparison)
        {
            review.Refuse(
                $"{path}.operator",
                $"{QuotedText.Of(spec.Operator)} is not a valid label selector operator",
                "Use In, NotIn, Exists or DoesNotExist.");
            return null;
        }

        var needsValues = comparison is LabelOperator.In or LabelOperator.NotIn;
        if (needsValues && spec.Values.IsDefaultOrEmpty)
        {
            review.Refuse(
                $"{path}.values",
                "for 'in', 'notin' operators, values set can't be empty",
                "List at least one value, or use Exists or DoesNotExist.");
        }
        else if (!needsValues && !spec.Values.IsDefaultOrEmpty)
        {
            review.Refuse(
                $"{path}.values",
                "values set must be empty for exists and does not exist",
                "Remove the values, or use In or NotIn.");
        }

        ImmutableArray<string> values = spec.Values.IsDefault ? [] : spec.Values;
        review.CheckSyntax(path, spec.Key, values);
        return new LabelRequirement(spec.Key, comparison, values);
    }

    private static void CheckSyntax(this ObjectReview review, string path, string key, ImmutableArray<string> values)
    {
        if (!LabelSyntax.IsKey(key))
        {
            review.Refuse(
                path, $"invalid label key {QuotedText.Of(key)}", $"{SyntaxRemedy} A DNS name and '/' may stand before it.");
        }

        foreach (var value in values.Where(value => !LabelSyntax.IsValue(value)))
        {
            review.Refuse(path, $"invalid label value {QuotedText.Of(value)}", SyntaxRemedy);
        }
    }

    /// <summary>Values are compared sorted: their order means nothing (C-007).</summary>
    private static void RefuseRepeatedExpressions(
        this ObjectReview review, string path, ImmutableArray<LabelExpressionSpec> expressions)
    {
        review.RefuseDuplicates(
            path,
            expressions.Select(TextOf),
            text => $"duplicate definition of match expressions {QuotedText.Of(text)}");
        for (var i = 0; i < expressions.Length; i++)
        {
            if (!expressions[i].Values.IsDefault)
            {
                review.RefuseDuplicates(
                    $"{path}[{i}].values",
                    expressions[i].Values,
                    value => $"duplicate definition of match expression value in label selector {QuotedText.Of(value)}");
            }
        }
    }

    private static string TextOf(LabelExpressionSpec spec) =>
        spec.Values.IsDefaultOrEmpty
            ? $"{spec.Key} {spec.Operator}"
            : $"{spec.Key} {spec.Operator} ({string.Join(',', spec.Values.Order(StringComparer.Ordinal))})";
}
