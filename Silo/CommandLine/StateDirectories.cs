namespace MetalOrleans.Silo.CommandLine;

/// <summary>Where the silo keeps certificates and keys.</summary>
internal static class StateDirectories
{
    public const string Default = "/var/lib/metalorleans";

    /// <summary>The directory asked for, else the standalone one, else the default.</summary>
    public static string Choose(string? stateDirectory, string? standaloneDirectory) =>
        Path.GetFullPath(stateDirectory ?? standaloneDirectory ?? Default);

    public static string Certificates(string stateDirectory) => Path.Combine(stateDirectory, "pki");

    public static string AgentTokenKey(string stateDirectory) => Path.Combine(stateDirectory, "agents", "token.key");

    public static string KubeConfig(string stateDirectory) => Path.Combine(stateDirectory, "kubeconfig");

    public static string ApiToken(string stateDirectory) => Path.Combine(stateDirectory, "api", "admin.token");
}
