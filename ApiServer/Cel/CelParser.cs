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

    private readonly CelCursor _cursor;
    private readonly HashSet<string> _variables;
    private int _depth;
    private int _links;

    internal CelParser(string source, IEnumerable<string> variables)
    {
        _cursor = new CelCursor(new CelLexer(source).Tokens());
        _variables = [.. variables];
    }

    /// <summary>Names of the outer variables that the expression uses.</summary>
    internal HashSet<string> Used { get; } = [];

    internal CelNode Parse()
    {
        var node = Expression();
        if (_cursor.Current.Kind != CelTokenKind.End)
        {
            throw CelCursor.Unexpected(_cursor.Current);
        }

        return node;
    }

    private CelNode Expression()
    {
        if (++_depth > DepthMax)
        {
            throw new CelSyntaxException(_cursor.Current.Position, $"expression recursion limit exceeded: {DepthMax}");
        }

        var node = Chain("||", () => Chain("&&", Relation, (l, r) => new CelNode.And(l, r)),
            (l, r) => new CelNode.Or(l, r));
        if (_cursor.Take("?"))
        {
            var then = Expression();
            _cursor.Expect(":");
            node = new CelNode.Conditional(node, then, Expression());
        }

        _depth--;
        return node;
    }

    private CelNode Chain(string symbol, Func<CelNode> part, Func<CelNode, CelNode, CelNode> join)
    {
        var node = part();
        while (_cursor.Take(symbol))
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
        while (_cursor.Current.Kind is CelTokenKind.Symbol or CelTokenKind.Identifier && operators.Contains(_cursor.Current.Text))
        {
            Link();
            var function = _cursor.Next().Text;
            node = new CelNode.Call(function, null, [node, part()]);
        }

        return node;
    }

    private CelNode Unary()
    {
        if (_cursor.Take("!"))
        {
            return new CelNode.Call("!", null, [Nested(Unary)]);
        }

        if (_cursor.Take("-"))
        {
            // The lowest integer has no positive twin, so the sign belongs to the literal.
            if (_cursor.Current.Kind == CelTokenKind.Int
                && long.TryParse("-" + _cursor.Current.Text, out var negative))
            {
                _cursor.Next();
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
            throw new CelSyntaxException(_cursor.Current.Position, $"expression recursion limit exceeded: {DepthMax}");
        }

        var node = part();
        _depth--;
        return node;
    }

    private CelNode Members(CelNode node)
    {
        while (true)
        {
            if (_cursor.Take("."))
            {
                Link();
                var name = _cursor.Identifier();
                node = _cursor.Take("(") ? Method(node, name) : new CelNode.Select(node, CelNames.Unescape(name.Text), false);
            }
            else if (_cursor.Take("["))
            {
                Link();
                var key = Expression();
                _cursor.Expect("]");
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
        if (Macros.Contains(name.Text) && _cursor.Current.Kind == CelTokenKind.Identifier)
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
        var variable = _cursor.Identifier().Text;
        _cursor.Expect(",");
        var isNew = _variables.Add(variable);
        var first = Expression();
        var second = name.Text == "map" && _cursor.Take(",") ? Expression() : null;
        _cursor.Expect(")");
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
        var token = _cursor.Next();
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
                _cursor.Expect(")");
                return node;
            case CelTokenKind.Symbol when token.Text == "[":
                return new CelNode.ListLiteral(Arguments("]"));
            case CelTokenKind.Symbol when token.Text == "{":
                return MapLiteral();
            default:
                throw CelCursor.Unexpected(token);
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
            case "has" when _cursor.Take("("):
                var operand = Expression();
                _cursor.Expect(")");
                return operand is CelNode.Select { TestOnly: false } select
                    ? select with { TestOnly = true }
                    : throw new CelSyntaxException(name.Position, "invalid argument to has() macro");
        }

        if (_cursor.Take("("))
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
        while (!_cursor.Take("}"))
        {
            var key = Expression();
            _cursor.Expect(":");
            entries.Add((key, Expression()));
            if (!_cursor.Take(","))
            {
                _cursor.Expect("}");
                break;
            }
        }

        return new CelNode.MapLiteral(entries.ToImmutable());
    }

    private ImmutableArray<CelNode> Arguments(string end)
    {
        var arguments = ImmutableArray.CreateBuilder<CelNode>();
        while (!_cursor.Take(end))
        {
            arguments.Add(Expression());
            if (!_cursor.Take(","))
            {
                _cursor.Expect(end);
                break;
            }
        }

        return arguments.ToImmutable();
    }

    private void Link()
    {
        if (++_links > LinksMax)
        {
            throw new CelSyntaxException(_cursor.Current.Position, $"more than {LinksMax} operators in one expression");
        }
    }

    private static CelSyntaxException Undeclared(CelToken name) =>
        new(name.Position, $"undeclared reference to '{name.Text}' (in container '')");
}
