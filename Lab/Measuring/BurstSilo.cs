using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Measuring;

/// <summary>A silo on loopback: with an API server of its own, or at the one of a kubeconfig.</summary>
public sealed class BurstSilo(ClusterPrograms programs, string? kubeconfig, string directory) : IAsyncDisposable
{
    private readonly int _apiPort = FreePort();
    private LabProcess? _process;
    private int _starts;

    /// <summary>The file that <c>kubectl</c> uses.</summary>
    public string KubeConfig => kubeconfig ?? Path.Combine(directory, "kubeconfig");

    /// <summary>Starts it, and returns when every Service has converged.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string[] server = kubeconfig is null
            ? ["--standalone", directory, "--api-listen", $"127.0.0.1:{_apiPort}"]
            : ["--kubeconfig", kubeconfig, "--state-dir", directory];
        string[] listen = ["--agent-listen", $"127.0.0.1:{FreePort()}", "--health-probe-port", "0", "--port", "0"];
        _starts++;
        _process = new LabProcess(
            "silo",
            new CommandLine(programs.Silo, [.. server, .. listen]),
            Path.GetFileName(programs.Silo),
            Path.Combine(directory, $"silo-{_starts}.log"));
        await _process.WaitForLineAsync(line => line.Contains("agents are served", StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>SIGTERM, and waits for the end, however long it takes.</summary>
    /// <returns>The exit code; 0 when it was never started.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        if (_process is null)
        {
            return 0;
        }

        _process.Signal(UnixSignal.Terminate);
        return await _process.Exited.WaitAsync(cancellationToken);
    }

    public long ReadResidentKibibytes() => _process?.Identity.ReadResidentKibibytes() ?? 0;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
