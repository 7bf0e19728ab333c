using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A fact about the published agent; it is skipped where `make publish` has not been run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedAgentFactAttribute : FactAttribute
{
    public PublishedAgentFactAttribute() =>
        Skip = Privileges.Missing([]) ?? (File.Exists(Program) ? null : "Needs the published agent: run `make publish`.");

    /// <summary>The trimmed, self-contained program.</summary>
    public static string Program { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../artifacts/publish/netagent/NetAgent"));
}
