namespace MetalOrleans.Tests.Support;

/// <summary>A theory that needs root and network namespaces; it is skipped with the reason where they are missing.</summary>
/// <remarks>Pair it with <c>[Trait("Needs", "Root")]</c>, so that such tests can be chosen or left out.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute : TheoryAttribute
{
    /// <param name="tools">Programs the test runs, looked up on PATH.</param>
    public RootTheoryAttribute(params string[] tools) => Skip = Privileges.Missing(tools);
}
