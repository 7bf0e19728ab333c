using System.Text;
using Microsoft.CodeAnalysis;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>Writes what one grain method needs: its line in the reference class, and its request class.</summary>
internal static class RequestWriter
{
    private const string Token = "global::System.Threading.CancellationToken";

    public static bool IsOneWay(IMethodSymbol method) => Has(method, "OneWayAttribute");

    public static void Write(RequestNames names, StringBuilder reference, StringBuilder requests)
    {
        var method = names.Method;
        var declaring = Names.Full(method.ContainingType);
        var parameters = method.Parameters;
        var kind = ReturnKind.Of(method)!;
        var types = parameters.Select(parameter => Names.Full(parameter.Type)).ToList();

        reference.AppendLine($$"""

                    {{Names.Full(method.ReturnType)}} {{declaring}}.{{method.Name}}({{Join(types, (type, index) => $"{type} a{index}")}})
                        => new {{names.RequestClass}}({{Join(types, (_, index) => $"a{index}")}}).SendAsync(this);
            """);

        requests.AppendLine($$"""

                {{Names.GeneratedCode}}
                internal sealed class {{names.RequestClass}} : {{Names.Invocation}}{{kind.RequestClass}}
                {
                    private static readonly {{Names.Invocation}}GrainMethod s_method = new(
                        typeof({{Names.Bare(names.Type)}}),
                        typeof({{Names.Bare(method.ContainingType)}}),
                        "{{method.Name}}",
                        new global::System.Type[] { {{Join(parameters.ToList(), (parameter, _) => $"typeof({Names.Bare(parameter.Type)})")}} },
                        ({{Names.Invocation}}GrainMethodOptions){{Options(method)}},
                        {{Timeout(method)}});

            {{Lines(types, (type, index) => $"        private {type} _a{index};")}}
                    internal {{names.RequestClass}}({{Join(types, (type, index) => $"{type} a{index}")}})
                    {
            {{Lines(types, (_, index) => $"            _a{index} = a{index};")}}        }

                    public override {{Names.Invocation}}GrainMethod Method => s_method;

                    public override int GetArgumentCount() => {{types.Count}};

                    public override object? GetArgument(int index) => index switch
                    {
            {{Lines(types, (_, index) => $"            {index} => _a{index},")}}            _ => throw new global::System.ArgumentOutOfRangeException(nameof(index)),
                    };

                    public override void SetArgument(int index, object value)
                    {
                        switch (index)
                        {
            {{Lines(types, (type, index) => $"                case {index}: _a{index} = ({type})value; break;")}}                default: throw new global::System.ArgumentOutOfRangeException(nameof(index));
                        }
                    }
            {{TokenMember(method)}}
                    protected override {{Names.Full(method.ReturnType)}} InvokeAsync(object grain)
                        => (({{declaring}})grain).{{method.Name}}({{Join(types, (_, index) => $"_a{index}")}});
                }
            """);
    }

    private static string TokenMember(IMethodSymbol method)
    {
        var index = TokenIndex(method);
        return index < 0
            ? string.Empty
            : $"\r\n        public override {Token} GetCancellationToken() => _a{index};\r\n";
    }

    private static int TokenIndex(IMethodSymbol method)
    {
        for (var index = method.Parameters.Length - 1; index >= 0; index--)
        {
            if (Names.Bare(method.Parameters[index].Type) == Token)
            {
                return index;
            }
        }

        return -1;
    }

    // The values of the runtime's GrainMethodOptions.
    private static int Options(IMethodSymbol method) =>
        (Has(method, "AlwaysInterleaveAttribute") ? 1 : 0)
        | (Has(method, "ReadOnlyAttribute") ? 2 : 0)
        | (IsOneWay(method) ? 4 : 0)
        | (TokenIndex(method) >= 0 ? 8 : 0);

    private static string Timeout(IMethodSymbol method)
    {
        var attribute = method.GetAttributes()
            .FirstOrDefault(candidate => candidate.AttributeClass?.ToDisplayString() == "Orleans.ResponseTimeoutAttribute");
        return attribute?.ConstructorArguments.FirstOrDefault().Value is string timeout ? $"\"{timeout}\"" : "null";
    }

    private static bool Has(IMethodSymbol method, string attribute) =>
        method.GetAttributes()
            .Any(candidate => candidate.AttributeClass?.ToDisplayString() == "Orleans.Concurrency." + attribute);

    private static string Join<T>(IReadOnlyList<T> items, System.Func<T, int, string> format) =>
        string.Join(", ", items.Select(format));

    private static string Lines<T>(IReadOnlyList<T> items, System.Func<T, int, string> format) =>
        string.Concat(items.Select((item, index) => format(item, index) + "\r\n"));
}
