using Microsoft.CodeAnalysis;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>How a grain method answers: by which of the four task types, and with what.</summary>
internal sealed class ReturnKind
{
    private const string Tasks = "System.Threading.Tasks";

    private ReturnKind(string requestClass, string? result)
    {
        RequestClass = requestClass;
        Result = result;
    }

    /// <summary>The runtime's class from which such a method's request derives.</summary>
    public string RequestClass { get; }

    public string? Result { get; }

    public static ReturnKind? Of(IMethodSymbol method)
    {
        if (method.ReturnType is not INamedTypeSymbol type || type.ContainingNamespace?.ToDisplayString() != Tasks)
        {
            return null;
        }

        var result = type.TypeArguments.Length == 1 ? Names.Full(type.TypeArguments[0]) : null;
        return (type.Name, result) switch
        {
            ("Task", null) => new ReturnKind("TaskRequest", result),
            ("ValueTask", null) => new ReturnKind("ValueTaskRequest", result),
            ("Task", _) => new ReturnKind($"ResultTaskRequest<{result}>", result),
            ("ValueTask", _) => new ReturnKind($"ResultValueTaskRequest<{result}>", result),
            _ => null,
        };
    }
}
