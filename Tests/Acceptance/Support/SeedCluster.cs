namespace MetalOrleans.Tests.Acceptance.Support;

/// <summary>A cluster with the namespaces that a document takes for granted, driven by kubectl as the document does.</summary>
internal sealed class SeedCluster : IAsyncDisposable
{
    private SeedCluster(Cluster cluster) => Cluster = cluster;

    public Cluster Cluster { get; }

    public static async Task<SeedCluster> StartAsync(params string[] namespaces)
    {
        var cluster = await Cluster.StartAsync();
        foreach (var name in namespaces)
        {
            await cluster.CreateNamespaceAsync(name);
        }

        return new SeedCluster(cluster);
    }

    /// <summary>Applies a manifest that must be accepted.</summary>
    public Task<string> ApplyAsync(string manifest) => KubectlAsync("apply -f -", manifest);

    /// <summary>Applies a manifest that must be refused.</summary>
    /// <returns>What kubectl said.</returns>
    public async Task<string> RefuseAsync(string manifest)
    {
        var result = await Cluster.KubectlAsync(manifest, "apply", "-f", "-");
        Assert.NotEqual(0, result.ExitCode);
        return result.Error;
    }

    /// <summary>Runs a command that must succeed; its arguments are separated by blanks.</summary>
    public async Task<string> KubectlAsync(string arguments, string? input = null)
    {
        var result = await Cluster.KubectlAsync(input, arguments.Split(' '));
        Assert.True(result.ExitCode == 0, $"kubectl {arguments}: {result.Error}");
        return result.Output;
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
