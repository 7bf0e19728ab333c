using System.CommandLine;
using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Cli.CommandLine;

/// <summary>The command <c>kubectl metal</c>, which is <c>kubectl-metal</c> when it stands alone.</summary>
internal static class MetalCommand
{
    /// <summary>Exit code for what the user can mend: an option, a file, a configuration that cannot be converted.</summary>
    public const int UsageError = 2;

    /// <summary>Exit code when the cluster does not answer.</summary>
    public const int Failed = 1;

    /// <summary>The command with its verbs.</summary>
    /// <param name="input">Where a file named <c>-</c> is read from.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where progress and faults go.</param>
    public static RootCommand Create(TextReader input, TextWriter output, TextWriter error) => new(
        "Tools around MetalOrleans: converts the configuration of old, and collects what support needs.")
    {
        ConfigMapToCrsCommand.Create(input, output, error),
        BundleCommand.Create(error),
        VersionCommand.Create(output, error),
    };

    /// <summary>Runs a verb; what the cluster refuses becomes one line and exit code 1.</summary>
    public static async Task<int> RunAsync(TextWriter error, Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (KubeConfigException e)
        {
            await error.WriteLineAsync($"kubectl-metal: {e.Message}");
            return UsageError;
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException or TimeoutException)
        {
            await error.WriteLineAsync($"kubectl-metal: {e.Message}");
            return Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"kubectl-metal: {e.Message}");
            return UsageError;
        }
    }
}
