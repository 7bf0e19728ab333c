namespace MetalOrleans.Tests.Support;

/// <summary>A fact that needs root and network namespaces; it is skipped with the reason where they are missing.</summary>
/// <remarks>Pair it with <c>[Trait("Needs", "Root")]</c>, so that such tests can be chosen or left out.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    /// <param name="tools">Programs the test runs, looked up on PATH.</param>
    public RootFactAttribute(params string[] tools) => Skip = Privileges.Missing(tools);
}
