using System.CommandLine;
using MetalOrleans.Silo.Standalone;

namespace MetalOrleans.Silo.CommandLine;

/// <summary><c>Silo kubeconfig</c>: a kubeconfig file for the embedded API server of a standalone silo.</summary>
internal static class KubeConfigCommand
{
    public static Command Create()
    {
        var stateDirectory = new Option<string>("--state-dir")
        {
            Description = "The standalone directory.",
            Required = true,
            HelpName = "dir",
        };
        var server = new Option<string>("--server")
        {
            Description = "The address under which kubectl reaches the API server.",
            DefaultValueFactory = _ => "https://127.0.0.1:6443",
            HelpName = "url",
        };
        var command = new Command("kubeconfig", "Print a kubeconfig file for the embedded API server of a standalone silo.")
        {
            stateDirectory, server,
        };
        command.SetAction((result, cancellationToken) => SiloCommand.RunAsync(async () =>
        {
            var access = ApiAccess.LoadOrCreate(
                StateDirectories.Choose(result.GetValue(stateDirectory), null), TimeProvider.System.GetUtcNow());
            await Console.Out.WriteAsync(access.ToKubeConfig(result.GetValue(server)!));
            return 0;
        }));
        return command;
    }
}
