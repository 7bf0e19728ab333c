using System.Reflection;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>This build of the agent.</summary>
internal static class AgentVersion
{
    /// <summary>The informational version, such as <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";
}
