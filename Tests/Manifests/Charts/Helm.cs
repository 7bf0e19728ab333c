using System.Collections.Immutable;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Manifests.Charts;

/// <summary>Helm itself, with a home of its own, working on the cluster of a kubeconfig file.</summary>
/// <param name="home">Where Helm keeps what it keeps.</param>
/// <param name="kubeConfig">The kubeconfig file.</param>
/// <param name="inNamespace">The namespace of the releases.</param>
internal sealed class Helm(string home, string kubeConfig, string inNamespace)
{
    /// <summary>Runs a command that must succeed; the answer is what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var command = new CommandLine("helm", [.. arguments, "--namespace", inNamespace])
        {
            Environment = ImmutableDictionary<string, string>.Empty.Add("HOME", home).Add("HELM_CACHE_HOME", home).Add("HELM_CONFIG_HOME", home)
                .Add("HELM_DATA_HOME", home).Add("KUBECONFIG", kubeConfig),
        };
        var result = await command.RunAsync(default).WithinAsync("running", command.ToString(), "its end", limit: TimeSpan.FromMinutes(3));
        return result.EnsureSucceeded().Output;
    }
}
