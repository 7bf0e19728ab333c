using Microsoft.CodeAnalysis;

namespace MetalOrleans.Grains.Runtime.CodeGeneration;

/// <summary>The shapes of grain code that cannot be called, and what to write instead.</summary>
internal static class Refusals
{
    private const string Category = "GrainRuntime";

    public static readonly DiagnosticDescriptor NoTask = new(
        "MOG001",
        "A grain method returns no task",
        "Grain method '{0}' must return Task, Task<T>, ValueTask or ValueTask<T>: its caller waits for another turn",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ByReference = new(
        "MOG002",
        "A grain method takes an argument by reference",
        "Grain method '{0}' must take its arguments by value: return what it would write, in a record",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Generic = new(
        "MOG003",
        "A grain method or interface is generic",
        "'{0}' must not be generic: the grain runtime of this repository makes no calls of open types",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoMethod = new(
        "MOG004",
        "A grain interface has a member that is no method",
        "'{0}' must be a method: a grain interface has no properties, events or indexers",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Hidden = new(
        "MOG005",
        "A grain type is hidden from generated code",
        "'{0}' must be internal or public, and so must the types around it: generated code names it",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor OneWayResult = new(
        "MOG006",
        "A one-way method has a result",
        "One-way method '{0}' must return Task or ValueTask: nobody waits for a result",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);
}
