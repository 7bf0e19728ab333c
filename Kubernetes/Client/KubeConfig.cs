using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Reads the file that <c>kubectl</c> reads.</summary>
/// <remarks>
/// One file, not a list of them. Paths inside are relative to the file. Not supported, and refused with a clear error:
/// <c>exec</c> and <c>auth-provider</c> plug-ins, basic authentication, impersonation, proxies.
/// </remarks>
public static class KubeConfig
{
    /// <summary>The file <c>kubectl</c> uses: <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</summary>
    public static string DefaultPath =>
        Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } path
            ? path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)[0]
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");

    /// <summary>Reads a file and picks a context: the one named, else <c>current-context</c>.</summary>
    /// <exception cref="KubeConfigException">Something is missing, wrong or not supported.</exception>
    public static KubernetesClientOptions Load(string path, string? context = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Path.GetFullPath(path);
        var root = new KubeConfigNode(file, "", ReadYaml(file));

        var contextName = context ?? root.Text("current-context")
            ?? throw root.Fault("current-context", "is missing", "Set it, or name a context.");
        var chosen = root.Named("contexts", contextName, "context");
        var clusterName = chosen.RequiredText("cluster", "Name one of the clusters of the file.");
        var cluster = root.Named("clusters", clusterName, "cluster");
        var user = chosen.Text("user") is { } userName ? root.Named("users", userName, "user") : null;

        var clock = time ?? TimeProvider.System;
        var options = KubeConfigCluster.Read(cluster) with
        {
            Namespace = chosen.Text("namespace") ?? "default",
            Time = clock,
        };
        return user is null ? options : KubeConfigUser.Apply(options, user, clock);
    }

    private static YamlMappingNode ReadYaml(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? root
                : throw new KubeConfigException(file, "(root)", "is not a mapping", "Check that this is a kubeconfig.");
        }
        catch (YamlException e)
        {
            // The parser's own message can quote the text around the fault, which may be a token.
            throw new KubeConfigException(
                file, "(syntax)", $"is not YAML at line {e.Start.Line}, column {e.Start.Column}", "Correct the syntax there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException(
                file, "(file)", "cannot be read: " + e.Message, "Check the path and its permissions.", e);
        }
    }
}
