namespace MetalOrleans.Silo.CommandLine;

/// <summary>The namespace that this silo belongs to (O-002).</summary>
internal static class OwnNamespace
{
    // Where Kubernetes mounts it into every pod with a service account.
    private const string PodFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    /// <summary><c>METALLB_NAMESPACE</c>, else the pod's; null outside of both.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("METALLB_NAMESPACE") is { Length: > 0 } named)
        {
            return named;
        }

        try
        {
            return File.ReadAllText(PodFile).Trim() is { Length: > 0 } own ? own : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
