using System.Diagnostics;
using MetalOrleans.ApiServer;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.ApiServer;

/// <summary>A real kubectl against a server of its own or a given one, with its own home, cache and kubeconfig.</summary>
internal sealed class Kubectl : IAsyncDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("metalorleans-kubectl-").FullName;

    private readonly EmbeddedApiServer? _server;

    private Kubectl(EmbeddedApiServer? server, Action<string> writeKubeConfig)
    {
        _server = server;
        writeKubeConfig(Path.Combine(_home, "config"));
    }

    public EmbeddedApiServer Server => _server ?? throw new InvalidOperationException("The server is not this kubectl's own.");

    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);

    public static async Task<Kubectl> StartAsync()
    {
        var server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions { UseHttps = true, Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "tester" } }, CancellationToken.None);
        return new Kubectl(server, file => server.WriteKubeConfig(file));
    }

    /// <summary>A kubectl against a server that runs already.</summary>
    public static Kubectl On(string kubeConfig) => new(server: null, file => File.Copy(kubeConfig, file));

    /// <summary>Runs a command that must succeed; the answer is what it printed.</summary>
    public async Task<string> RunAsync(string arguments, string? input = null, string? editor = null)
    {
        var (code, output) = await TryAsync(arguments, input, editor);
        Assert.True(code == 0, $"kubectl {arguments} ended with {code}: {output}");
        return output;
    }

    public async Task<(int Code, string Output)> TryAsync(string arguments, string? input = null, string? editor = null)
    {
        using var process = Start(arguments, editor);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WithinAsync("running kubectl", arguments, "its end", limit: TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output + await errors);
    }

    public Process Start(string arguments, string? editor = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec '{Program}' {arguments}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home,
        };
        start.Environment["KUBECONFIG"] = Path.Combine(_home, "config");
        start.Environment["HOME"] = _home;
        if (editor is not null)
        {
            start.Environment["EDITOR"] = editor;
        }

        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_home, recursive: true);
    }
}
