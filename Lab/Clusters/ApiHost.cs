using System.Collections.Immutable;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Clusters;

/// <summary>
/// The API server in a process of its own, so that it can be stopped while the silo goes on: a standalone silo that serves
/// another namespace and another load balancer class than anybody uses.
/// </summary>
public sealed class ApiHost : IAsyncDisposable
{
    private const string Nobody = "nobody";
    private const int ApiPort = 6443;

    private readonly NetworkLab _lab;
    private readonly LabNamespace _machine;
    private readonly string _program;
    private readonly string _socket;
    private readonly LoopbackRelay _relay;
    private LabProcess? _process;

    private ApiHost(NetworkLab lab, LabNamespace machine, string program, string socket, LoopbackRelay relay)
    {
        _lab = lab;
        _machine = machine;
        _program = program;
        _socket = socket;
        _relay = relay;
    }

    public LabProcess Process => _process ?? throw new InvalidOperationException("The API server was never started.");

    /// <summary>The API server's directory, from which a kubeconfig file is made.</summary>
    public string StateDirectory => Path.Combine(_lab.Directory, "api");

    /// <summary>The kubeconfig file for programs on the same machine.</summary>
    public string Configuration => Path.Combine(StateDirectory, "kubeconfig");

    /// <summary>Makes what programs on the machine reach it through; it runs after <see cref="StartAsync"/>.</summary>
    internal static async Task<ApiHost> CreateAsync(NetworkLab lab, LabNamespace machine, string program, string socket) =>
        new(lab, machine, program, socket, await machine.RunAsync(() => LoopbackRelay.Start(ApiPort, socket)));

    /// <summary>Starts it, with the objects that it had when it ended, and returns when it serves.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(StateDirectory);
        ImmutableArray<string> arguments =
        [
            "--standalone", StateDirectory, "--api-listen", "unix:" + _socket, "--agent-listen", "127.0.0.1:7444",
            "--namespace", Nobody, "--webhook-mode", "disabled",
            "--lb-class", $"lab.example/{Nobody}", "--health-probe-port", "0", "--port", "0", "--plan-port", "0",
        ];
        _process = _lab.Start("api", new CommandLine(_program, arguments), _machine);
        await _process.WaitForLineAsync(LabCluster.SaysServing, cancellationToken);
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();
}
