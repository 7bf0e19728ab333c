using System.Collections.Immutable;
using System.Globalization;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>Recursive descent over the grammar of the <see href="https://github.com/google/cel-spec">CEL specification</see>.</summary>
internal sealed class CelParser
{
    // The Kubernetes API server's limit on nested expressions.
    private const int DepthMax = 250;

    // Chains of operators become left-deep trees; the bound keeps evaluation within the stack.
    private const int LinksMax = 2_000;

    private static readonly string[] Relations = ["==", "!=", "<=", ">=", "<", ">", "in"];
    private static readonly string[] Macros = ["all", "exists", "exists_one", "filter", "map"];

    private readonly List<CelToken> _tokens;
    private readonly HashSet<string> _variables;
    private int _at;
    private int _depth;
    private int _links;

    internal CelParser(string source, IEnumerable<string> variables)
    {
        _tokens = new CelLexer(source).Tokens();
        _variables = [.. variables];
    }

    /// <summary>Names of the outer variables that the expression uses.</summary>
    internal HashSet<string> Used { get; } = [];

    private CelToken Current => _tokens[_at];

    internal CelNode Parse()
    {
        var node = Expression();
        if (Current.Kind != CelTokenKind.End)
        {
            throw Unexpected();
        }

        return node;
    }

    private CelNode Expression()
    {
        if (++_depth > DepthMax)
        {
            throw new CelSyntaxException(Current.Position, $"expression recursion limit exceeded: {DepthMax}");
        }

        var node = Chain("||", () => Chain("&&", Relation, (l, r) => new CelNode.And(l, r)),
            (l, r) => new CelNode.Or(l, r));
        if (Take("?"))
        {
            var then = Expression();
            Expect(":");
            node = new CelNode.Conditional(node, then, Expression());
        }

        _depth--;
        return node;
    }

    private CelNode Chain(string symbol, Func<CelNode> part, Func<CelNode, CelNode, CelNode> join)
    {
        var node = part();
        while (Take(symbol))
        {
            Link();
            node = join(node, part());
        }

        return node;
    }

    private CelNode Relation() => Binary(Relations, () => Binary(["+", "-"], () => Binary(["*", "/", "%"], Unary)));

    private CelNode Binary(string[] operators, Func<CelNode> part)
    {
        var node = part();
        while (Current.Kind is CelTokenKind.Symbol or CelTokenKind.Identifier && operators.Contains(Current.Text))
        {
            Link();
            var function = _tokens[_at++].Text;
            node = new CelNode.Call(function, null, [node, part()]);
        }

        return node;
    }

    private CelNode Unary()
    {
        if (Take("!"))
        {
            return new CelNode.Call("!", null, [Nested(Unary)]);
        }

        if (Current is { Kind: CelTokenKind.Symbol, Text: "-" })
        {
            _at++;
            // The lowest integer has no positive twin, so the sign belongs to the literal.
            if (Current.Kind == CelTokenKind.Int && long.TryParse("-" + Current.Text, out var negative))
            {
                _at++;
                return Members(new CelNode.Literal(negative));
            }

            return new CelNode.Call("-", null, [Nested(Unary)]);
        }

        return Members(Primary());
    }

    private CelNode Nested(Func<CelNode> part)
    {
        if (++_depth > DepthMax)
        {
            throw new CelSyntaxException(Current.Position, $"expression recursion limit exceeded: {DepthMax}");
        }

        var node = part();
        _depth--;
        return node;
    }

    private CelNode Members(CelNode node)
    {
        while (true)
        {
            if (Take("."))
            {
                Link();
                var name = Identifier();
                node = Take("(") ? Method(node, name) : new CelNode.Select(node, CelNames.Unescape(name.Text), false);
            }
            else if (Take("["))
            {
                Link();
                var key = Expression();
                Expect("]");
                node = new CelNode.Index(node, key);
            }
            else
            {
                return node;
            }
        }
    }

    private CelNode Method(CelNode target, CelToken name)
    {
        if (Macros.Contains(name.Text) && Current.Kind == CelTokenKind.Identifier)
        {
            return Macro(target, name);
        }

        if (!CelFunctions.IsMethod(name.Text))
        {
            throw Undeclared(name);
        }

        return new CelNode.Call(name.Text, target, Arguments(")"));
    }

    private CelNode Macro(CelNode range, CelToken name)
    {
        var variable = Identifier().Text;
        Expect(",");
        var isNew = _variables.Add(variable);
        var first = Expression();
        var second = name.Text == "map" && Take(",") ? Expression() : null;
        Expect(")");
        if (isNew)
        {
            _variables.Remove(variable);
        }

        return name.Text == "map"
            ? new CelNode.Macro("map", range, variable, second is null ? null : first, second ?? first)
            : new CelNode.Macro(name.Text, range, variable, first, null);
    }

    private CelNode Primary()
    {
        var token = _tokens[_at++];
        switch (token.Kind)
        {
            case CelTokenKind.Int when long.TryParse(token.Text, out var integer):
                return new CelNode.Literal(integer);
            case CelTokenKind.UInt when ulong.TryParse(token.Text, out var unsigned):
                return new CelNode.Literal(unsigned);
            case CelTokenKind.Double when double.TryParse(
                token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return new CelNode.Literal(number);
            case CelTokenKind.Text:
                return new CelNode.Literal(token.Text);
            case CelTokenKind.Bytes:
                return new CelNode.Literal(System.Text.Encoding.UTF8.GetBytes(token.Text));
            case CelTokenKind.Identifier:
                return Name(token);
            case CelTokenKind.Symbol when token.Text == "(":
                var node = Expression();
                Expect(")");
                return node;
            case CelTokenKind.Symbol when token.Text == "[":
                return new CelNode.ListLiteral(Arguments("]"));
            case CelTokenKind.Symbol when token.Text == "{":
                return MapLiteral();
            default:
                _at--;
                throw Unexpected();
        }
    }

    private CelNode Name(CelToken name)
    {
        switch (name.Text)
        {
            case "true":
                return new CelNode.Literal(true);
            case "false":
                return new CelNode.Literal(false);
            case "null":
                return new CelNode.Literal(null);
            case "has" when Take("("):
                var operand = Expression();
                Expect(")");
                return operand is CelNode.Select { TestOnly: false } select
                    ? select with { TestOnly = true }
                    : throw new CelSyntaxException(name.Position, "invalid argument to has() macro");
        }

        if (Take("("))
        {
            return CelFunctions.IsFunction(name.Text)
                ? new CelNode.Call(name.Text, null, Arguments(")"))
                : throw Undeclared(name);
        }

        if (CelValues.TypeNames.Contains(name.Text) && !_variables.Contains(name.Text))
        {
            return new CelNode.Literal(new CelType(name.Text));
        }

        if (!_variables.Contains(name.Text))
        {
            throw Undeclared(name);
        }

        Used.Add(name.Text);
        return new CelNode.Variable(name.Text);
    }

    private CelNode.MapLiteral MapLiteral()
    {
        var entries = ImmutableArray.CreateBuilder<(CelNode, CelNode)>();
        while (!Take("}"))
        {
            var key = Expression();
            Expect(":");
            entries.Add((key, Expression()));
            if (!Take(","))
            {
                Expect("}");
                break;
            }
        }

        return new CelNode.MapLiteral(entries.ToImmutable());
    }

    private ImmutableArray<CelNode> Arguments(string end)
    {
        var arguments = ImmutableArray.CreateBuilder<CelNode>();
        while (!Take(end))
        {
            arguments.Add(Expression());
            if (!Take(","))
            {
                Expect(end);
                break;
            }
        }

        return arguments.ToImmutable();
    }

    private void Link()
    {
        if (++_links > LinksMax)
        {
            throw new CelSyntaxException(Current.Position, $"more than {LinksMax} operators in one expression");
        }
    }

    private CelToken Identifier() =>
        Current.Kind == CelTokenKind.Identifier ? _tokens[_at++] : throw Unexpected();

    private bool Take(string symbol)
    {
        if (Current.Kind != CelTokenKind.Symbol || Current.Text != symbol)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Unexpected(symbol);
        }
    }

    private CelSyntaxException Unexpected(string? expected = null) => new(
        Current.Position,
        expected is null
            ? $"Syntax error: mismatched input '{Current.Text}'"
            : $"Syntax error: mismatched input '{Current.Text}' expecting '{expected}'");

    private static CelSyntaxException Undeclared(CelToken name) =>
        new(name.Position, $"undeclared reference to '{name.Text}' (in container '')");
}
