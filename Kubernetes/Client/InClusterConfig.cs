using System.Security.Cryptography;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Reads what the kubelet gives each pod: the address of the API server, a token, a root, a namespace.</summary>
/// <remarks>Token and root are read again while they rotate.</remarks>
public static class InClusterConfig
{
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether this process seems to run in a pod.</summary>
    public static bool IsPresent =>
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 }
        && File.Exists(Path.Combine(ServiceAccount, "token"));

    /// <summary>Reads environment and files of this pod.</summary>
    /// <exception cref="KubeConfigException">Something is missing.</exception>
    public static KubernetesClientOptions Load(TimeProvider? time = null) =>
        Load(Environment.GetEnvironmentVariable, ServiceAccount, time ?? TimeProvider.System);

    /// <summary>Reads an environment and a directory.</summary>
    /// <exception cref="KubeConfigException">Something is missing.</exception>
    public static KubernetesClientOptions Load(Func<string, string?> environment, string directory, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var host = Required(environment, "KUBERNETES_SERVICE_HOST");
        var port = Required(environment, "KUBERNETES_SERVICE_PORT");
        var literal = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        if (!Uri.TryCreate($"https://{literal}:{port}", UriKind.Absolute, out var server))
        {
            throw new KubeConfigException(
                "environment", "KUBERNETES_SERVICE_HOST", $"'{host}' with port '{port}' is no address", "The kubelet sets both.");
        }

        var tokenPath = RequiredFile(directory, "token");
        var rootPath = RequiredFile(directory, "ca.crt");
        var namespacePath = Path.Combine(directory, "namespace");
        try
        {
            return new KubernetesClientOptions
            {
                Server = server,
                Token = new FileTokenSource(tokenPath, time),
                CertificateAuthority = new FileCertificateAuthority(rootPath),
                Namespace = File.Exists(namespacePath) ? File.ReadAllText(namespacePath).Trim() : "default",
                Time = time,
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException(
                rootPath, "(file)", "is no certificate: " + e.Message, "Check the projected volume of the service account.", e);
        }
    }

    private static string Required(Func<string, string?> environment, string name) =>
        environment(name) is { Length: > 0 } value
            ? value
            : throw new KubeConfigException(
                "environment", name, "is not set", "Run in a pod, or name a kubeconfig.");

    private static string RequiredFile(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path)
            ? path
            : throw new KubeConfigException(
                path, "(file)", "does not exist", "Do not set automountServiceAccountToken to false for this pod.");
    }
}
