using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>Walks a parsed expression. Errors are values and stop at the operators that may ignore them.</summary>
internal sealed class CelEvaluator(CelBudget budget)
{
    internal object? Evaluate(CelNode node, CelScope scope)
    {
        if (!budget.Spend(1))
        {
            return CelError.OutOfBudget;
        }

        return node switch
        {
            CelNode.Literal literal => literal.Value,
            CelNode.Variable variable => scope.Find(variable.Name),
            CelNode.Select select => Select(select, scope),
            CelNode.Index index => Index(index, scope),
            CelNode.And and => Logical(and.Left, and.Right, decisive: false, scope),
            CelNode.Or or => Logical(or.Left, or.Right, decisive: true, scope),
            CelNode.Conditional conditional => Conditional(conditional, scope),
            CelNode.Call call => Call(call, scope),
            CelNode.ListLiteral list => All(list.Items, scope, out var error) is { } items ? items.ToList() : error,
            CelNode.MapLiteral map => Map(map, scope),
            CelNode.Macro macro => Macro(macro, scope),
            _ => CelError.NoSuchOverload,
        };
    }

    private object? Select(CelNode.Select select, CelScope scope)
    {
        var operand = Evaluate(select.Operand, scope);
        if (operand is CelError)
        {
            return operand;
        }

        if (operand is CelOptional optional)
        {
            operand = optional.Value;
        }

        if (operand is not (CelObject or Dictionary<object, object?>))
        {
            return CelError.NoSuchOverload;
        }

        var isThere = CelValues.TryGet(operand, select.Field, out var value);
        return select.TestOnly ? isThere : isThere ? value : CelError.NoSuchKey(select.Field);
    }

    private object? Index(CelNode.Index index, CelScope scope)
    {
        var operand = Evaluate(index.Operand, scope);
        var key = Evaluate(index.Key, scope);
        return (operand, key) switch
        {
            (CelError, _) => operand,
            (_, CelError) => key,
            (List<object?> list, long at) when at >= 0 && at < list.Count => list[(int)at],
            (List<object?>, long at) => new CelError($"index out of bounds: {at}"),
            (List<object?>, _) => CelError.NoSuchOverload,
            _ when CelValues.TryGet(operand, key, out var value) => value,
            (CelObject or Dictionary<object, object?>, _) => CelError.NoSuchKey($"{key}"),
            _ => CelError.NoSuchOverload,
        };
    }

    /// <summary>And, or: one side that decides makes the other side's error irrelevant.</summary>
    private object? Logical(CelNode left, CelNode right, bool decisive, CelScope scope)
    {
        var first = Evaluate(left, scope);
        if (first is bool a && a == decisive)
        {
            return decisive;
        }

        var second = Evaluate(right, scope);
        return second is bool b && b == decisive ? decisive
            : first is CelError ? first
            : second is CelError ? second
            : first is bool && second is bool ? !decisive
            : CelError.NoSuchOverload;
    }

    private object? Conditional(CelNode.Conditional node, CelScope scope) => Evaluate(node.Condition, scope) switch
    {
        true => Evaluate(node.Then, scope),
        false => Evaluate(node.Else, scope),
        CelError error => error,
        _ => CelError.NoSuchOverload,
    };

    private object? Call(CelNode.Call call, CelScope scope)
    {
        var nodes = call.Target is null ? call.Arguments : call.Arguments.Insert(0, call.Target);
        if (All(nodes, scope, out var error) is not { } arguments)
        {
            return error;
        }

        // Functions on texts cost by the text's length: a tenth of a unit a character, as in Kubernetes.
        var length = arguments.Sum(argument => argument is string text ? text.Length : 0L);
        return budget.Spend(length / 10) ? CelFunctions.Invoke(call.Function, arguments) : CelError.OutOfBudget;
    }

    private object? Map(CelNode.MapLiteral literal, CelScope scope)
    {
        var map = new Dictionary<object, object?>();
        foreach (var (keyNode, valueNode) in literal.Entries)
        {
            var key = Evaluate(keyNode, scope);
            var value = Evaluate(valueNode, scope);
            if (key is CelError || value is CelError)
            {
                return key is CelError ? key : value;
            }

            if (key is not (string or long or ulong or bool))
            {
                return new CelError("unsupported key type");
            }

            map[key] = value;
        }

        return map;
    }

    private object? Macro(CelNode.Macro macro, CelScope scope)
    {
        var range = Evaluate(macro.Range, scope);
        if (range is CelError)
        {
            return range;
        }

        var items = range as IEnumerable<object?> ?? CelValues.Entries(range)?.Select(entry => (object?)entry.Key);
        if (items is null)
        {
            return CelError.NoSuchOverload;
        }

        return macro.Name switch
        {
            "all" => Quantify(macro, items, scope, decisive: false),
            "exists" => Quantify(macro, items, scope, decisive: true),
            "exists_one" => Collect(macro, items, scope) switch
            {
                List<object?> found => found.Count == 1,
                var failure => failure,
            },
            _ => Collect(macro, items, scope),
        };
    }

    private object? Quantify(CelNode.Macro macro, IEnumerable<object?> items, CelScope scope, bool decisive)
    {
        object? error = null;
        foreach (var item in items)
        {
            switch (Evaluate(macro.Condition!, new CelScope(macro.Item, item, scope)))
            {
                case bool result when result == decisive:
                    return decisive;
                case CelError failure:
                    error ??= failure;
                    break;
                case not bool:
                    error ??= CelError.NoSuchOverload;
                    break;
            }
        }

        return error ?? !decisive;
    }

    private object? Collect(CelNode.Macro macro, IEnumerable<object?> items, CelScope scope)
    {
        var collected = new List<object?>();
        foreach (var item in items)
        {
            var inner = new CelScope(macro.Item, item, scope);
            var isWanted = macro.Condition is null ? true : Evaluate(macro.Condition, inner);
            if (isWanted is not bool wanted)
            {
                return isWanted as CelError ?? CelError.NoSuchOverload;
            }

            if (!wanted)
            {
                continue;
            }

            var value = macro.Result is null ? item : Evaluate(macro.Result, inner);
            if (value is CelError)
            {
                return value;
            }

            collected.Add(value);
        }

        return collected;
    }

    private object?[]? All(ImmutableArray<CelNode> nodes, CelScope scope, out object? error)
    {
        var values = new object?[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            values[i] = Evaluate(nodes[i], scope);
            if (values[i] is CelError)
            {
                error = values[i];
                return null;
            }
        }

        error = null;
        return values;
    }
}
