using Microsoft.CodeAnalysis;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>One method of a grain interface, which the interface may inherit, and the name of its request class.</summary>
internal sealed class RequestNames
{
    public RequestNames(INamedTypeSymbol type, IMethodSymbol method, string requestClass)
    {
        Type = type;
        Method = method;
        RequestClass = requestClass;
    }

    public INamedTypeSymbol Type { get; }

    public IMethodSymbol Method { get; }

    public string RequestClass { get; }
}
