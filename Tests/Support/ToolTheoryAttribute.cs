namespace MetalOrleans.Tests.Support;

/// <summary>A theory that runs programs and needs no more rights than the test has; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    /// <param name="tools">Programs the test runs, looked up on PATH.</param>
    public ToolTheoryAttribute(params string[] tools) => Skip = Privileges.MissingTools(tools);
}
