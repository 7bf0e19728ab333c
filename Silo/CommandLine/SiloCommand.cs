using System.CommandLine;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The <c>Silo</c> command: serve, or make what agents and <c>kubectl</c> need.</summary>
internal static class SiloCommand
{
    /// <summary>Exit code for a bad option, file or setting: the message says which and what to do.</summary>
    public const int UsageError = 2;

    /// <summary>Parses a command line, flags that only MetalLB's controller knows included.</summary>
    public static ParseResult Parse(string[] arguments, Func<string, string?> environment)
    {
        var options = new ServeOptions();
        var root = Create(options);
        return root.Parse(options.TakeForeign(root, arguments, environment));
    }

    private static RootCommand Create(ServeOptions options)
    {
        var root = new RootCommand(
            "MetalOrleans silo: gives Services of type LoadBalancer their addresses and tells the nodes' agents to announce them.\n"
            + "Without --standalone and --kubeconfig it uses the API server of the cluster that it runs in.");
        options.AddTo(root);
        root.SetAction((result, cancellationToken) => RunAsync(
            () => SiloHost.RunAsync(options.Read(result), Console.OpenStandardOutput(), cancellationToken)));
        root.Subcommands.Add(AgentTokenCommand.Create());
        root.Subcommands.Add(KubeConfigCommand.Create());
        return root;
    }

    /// <summary>Runs a command; what the user can mend becomes one line on stderr and exit code 2.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (SettingException e)
        {
            await Console.Error.WriteLineAsync($"Silo: {e.Message}");
            return UsageError;
        }
    }
}
