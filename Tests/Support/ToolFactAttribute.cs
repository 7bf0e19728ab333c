namespace MetalOrleans.Tests.Support;

/// <summary>A fact that runs programs and needs no more rights than the test has; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <param name="tools">Programs the test runs, looked up on PATH.</param>
    public ToolFactAttribute(params string[] tools) => Skip = Privileges.MissingTools(tools);
}
