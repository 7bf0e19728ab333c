namespace MetalOrleans.ApiServer.Cel;

/// <summary>A compiled expression. Immutable and safe to share.</summary>
public sealed class CelProgram
{
    private readonly CelNode? _root;

    private CelProgram(CelNode? root, bool usesOldSelf, string? error)
    {
        _root = root;
        UsesOldSelf = usesOldSelf;
        Error = error;
    }

    /// <summary>Why the expression does not compile, with line and column; null when it does.</summary>
    public string? Error { get; }

    /// <summary>Whether the expression speaks of the stored value: then it is a transition rule.</summary>
    public bool UsesOldSelf { get; }

    /// <summary>Compiles a rule over <c>self</c> and <c>oldSelf</c>. Never throws.</summary>
    public static CelProgram Compile(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        try
        {
            var parser = new CelParser(expression, ["self", "oldSelf"]);
            var root = parser.Parse();
            return new CelProgram(root, parser.Used.Contains("oldSelf"), null);
        }
        catch (CelSyntaxException e)
        {
            var before = expression.AsSpan(0, e.Position);
            var line = before.Count('\n') + 1;
            var column = e.Position - (before.LastIndexOf('\n') + 1) + 1;
            return new CelProgram(null, false, $"ERROR: <input>:{line}:{column}: {e.Message}");
        }
    }

    internal object? Evaluate(object? self, object? oldSelf, CelBudget budget)
    {
        if (_root is null)
        {
            return new CelError(Error!);
        }

        var scope = new CelScope("oldSelf", oldSelf, new CelScope("self", self, null));
        return new CelEvaluator(budget).Evaluate(_root, scope);
    }
}
