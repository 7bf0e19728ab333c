using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Lab.Chaos;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Clusters;

/// <summary>
/// Nodes and a client on one switch, a silo with its embedded API server on another, real programs, and a relay through
/// which <c>kubectl</c> reaches the API server from outside.
/// </summary>
public sealed partial class LabCluster : IAsyncDisposable
{
    public const string Interface = "eth0";

    private const string ControlInterface = "ctl0";
    private const string SiloAddress = "10.255.0.1";
    /// <summary>The port on which the silo serves agents.</summary>
    internal const int AgentPort = 7443;

    private const int FirstNodeHost = 11;

    /// <summary>What the nodes accept as Services' addresses: the tutorial's pool and room for tests, in both families.</summary>
    private static readonly ImmutableArray<IPNetwork> ServicePrefixes =
        [IPNetwork.Parse("192.168.1.192/26"), IPNetwork.Parse("2001:db8:1::f000/116")];

    private readonly ClusterPrograms _programs;
    private readonly LoopbackRelay _relay;
    private LabLink? _witness;

    private LabCluster(NetworkLab lab, ClusterPrograms programs, LoopbackRelay relay, Kubectl kubectl)
    {
        Lab = lab;
        _programs = programs;
        _relay = relay;
        Kubectl = kubectl;
    }

    public NetworkLab Lab { get; }

    public Kubectl Kubectl { get; }

    /// <summary>The port of 127.0.0.1 under which the API server is reached from outside.</summary>
    public int ApiPort => _relay.Port;

    public required LabSwitch Switch { get; init; }

    public required LabNamespace Client { get; init; }

    public required LabLink ClientCable { get; init; }

    public required LabNamespace SiloMachine { get; init; }

    public required LabLink SiloCable { get; init; }

    public required ImmutableArray<LabNode> Nodes { get; init; }

    /// <summary>What the agents said that they announce, since the first of them started.</summary>
    public OrderLedger Orders { get; } = new(TimeProvider.System);

    /// <summary>The wall clock that the silo and the agents started from now on see; null for the machine's.</summary>
    public SteppableClock? Clock { get; set; }

    /// <summary>More options for the silo's next start.</summary>
    public ImmutableArray<string> SiloOptions { get; set; } = [];

    /// <summary>The silo that runs, or ran last; null before the first start.</summary>
    public LabProcess? Silo { get; private set; }

    /// <summary>The API server, where it is a process of its own; null where it is part of the silo.</summary>
    public ApiHost? Api { get; private set; }

    private ImmutableDictionary<string, string> ProgramEnvironment =>
        Clock?.Environment ?? ImmutableDictionary<string, string>.Empty;

    private string StateDirectory => StateDirectoryOf(Lab);

    /// <summary>Makes the machines; no program of ours runs yet.</summary>
    /// <param name="purpose">What the names of the namespaces begin with.</param>
    /// <param name="nodeCount">How many nodes, named <c>node1</c> and so on.</param>
    /// <param name="programs">What will run on them.</param>
    /// <param name="preferredApiPort">The port of 127.0.0.1 to take when it is free; 0 for any.</param>
    /// <param name="cancellationToken">Ends the work; what was made is removed.</param>
    public static async Task<LabCluster> CreateAsync(
        string purpose, int nodeCount, ClusterPrograms programs, int preferredApiPort, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(programs);

        programs.EnsureExist();
        var lab = await NetworkLab.CreateAsync(purpose, cancellationToken);
        try
        {
            return await BuildAsync(lab, nodeCount, programs, preferredApiPort, cancellationToken);
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts the API server in a process of its own, with a Node object for each node, as kubelets would make them: the silo
    /// that is started next works with it as with any cluster's.
    /// </summary>
    public async Task StartApiAsync(CancellationToken cancellationToken)
    {
        Api ??= await ApiHost.CreateAsync(Lab, SiloMachine, _programs.Silo, SocketOf(Lab));
        await Api.StartAsync(cancellationToken);
        await WriteConfigurationAsync(Api.StateDirectory, cancellationToken);
        await Kubectl.ApplyTextAsync(
            string.Join("\n---\n", Nodes.Select(node =>
                $$$"""
                apiVersion: v1
                kind: Node
                metadata: {name: {{{node.Name}}}, labels: {kubernetes.io/hostname: {{{node.Name}}}, kubernetes.io/os: linux}}
                """)),
            cancellationToken);
    }

    /// <summary>Starts the silo, and returns when it serves agents and <c>kubectl</c>.</summary>
    public async Task StartSiloAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<string> api = Api is { } apart
            ? ["--kubeconfig", apart.Configuration, "--state-dir", StateDirectory]
            : ["--standalone", StateDirectory, "--api-listen", "unix:" + SocketOf(Lab)];
        Silo = Lab.Start(
            "silo",
            new CommandLine(_programs.Silo, [.. api, "--agent-listen", $"{SiloAddress}:{AgentPort}", .. SiloOptions])
            {
                Environment = ProgramEnvironment,
            },
            SiloMachine);
        await Silo.WaitForLineAsync(SaysServing, cancellationToken);
        if (Api is null)
        {
            await WriteConfigurationAsync(StateDirectory, cancellationToken);
        }
    }

    /// <summary>Starts the agent of a node with a token made for it, and returns when it has its link to the silo.</summary>
    public async Task StartAgentAsync(LabNode node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);

        var token = Path.Combine(StateDirectory, "agents", node.Name + ".token");
        if (!File.Exists(token))
        {
            await RunSiloAsync(["agent-token", "--state-dir", StateDirectory, "--node", node.Name, "--out", token], cancellationToken);
        }

        node.Agent = Lab.Start(
            "agent-" + node.Name,
            new CommandLine(_programs.Agent,
            [
                "--node-name", node.Name,
                "--silo", Pair is null ? $"{SiloAddress}:{AgentPort}" : $"{SiloAddress}:{AgentPort},{SecondSiloAddress}:{AgentPort}",
                "--ca-file", Path.Combine(StateDirectory, "pki", "ca.crt"),
                "--token-file", token,
            ])
            { Environment = ProgramEnvironment },
            node.Machine,
            line => Orders.Heard(node.Cable.Mac, line));
        await node.Agent.WaitForLineAsync(LabNode.SaysLinked, cancellationToken);
    }

    /// <summary>Starts the silo and an agent on every node.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Pair is null)
        {
            await StartSiloAsync(cancellationToken);
        }

        await Task.WhenAll(Nodes.Select(node => StartAgentAsync(node, cancellationToken)));
    }

    /// <summary>The node whose interface has this MAC address on the clients' network; null when none has.</summary>
    public LabNode? FindNode(MacAddress mac) => Nodes.FirstOrDefault(node => node.Cable.Mac == mac);

    /// <summary>Asks from the client who has an IPv4 address.</summary>
    /// <exception cref="InvalidOperationException">Somebody answered who is none of the nodes.</exception>
    public async Task<LabNode> FindAnnouncerAsync(IPAddress address, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var tap = await ArpTap.OpenAsync(Client, Interface, clock);
        var answer = await tap.AskAsync(ClientCable, address, cancellationToken);
        return FindNode(answer.Packet.SenderMac)
            ?? throw new InvalidOperationException($"{answer.Packet.SenderMac} answered for {address}, which is no node of the lab.");
    }

    /// <summary>Asks on the silo's network, to which every node has a second cable, who has an IPv4 address.</summary>
    public async Task<MacAddress> AskOnControlAsync(IPAddress address, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var tap = await ArpTap.OpenAsync(SiloMachine, ControlInterface, clock);
        return (await tap.AskAsync(SiloCable, address, cancellationToken)).Packet.SenderMac;
    }

    /// <summary>Listens to all ARP that passes the clients' switch.</summary>
    public Task<ArpTap> TapAsync(TimeProvider clock) => ArpTap.OpenAsync(Switch.Namespace, LabSwitch.Bridge, clock);

    /// <summary>A station on the clients' switch from which an oracle asks; it is plugged in at the first call.</summary>
    internal async Task<LabLink> WitnessAsync(CancellationToken cancellationToken)
    {
        if (_witness is null)
        {
            var machine = await Lab.AddMachineAsync("witness", cancellationToken);
            _witness = await Lab.ConnectAsync(machine, Interface, ["192.168.1.99/24", "2001:db8:1::99/64"], Switch, cancellationToken);
        }

        return _witness;
    }

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        if (Api is not null)
        {
            await Api.DisposeAsync();
        }

        foreach (var node in Nodes)
        {
            await node.StandIn.DisposeAsync();
        }

        await Lab.DisposeAsync();
    }

    private static async Task<LabCluster> BuildAsync(
        NetworkLab lab, int nodeCount, ClusterPrograms programs, int preferredApiPort, CancellationToken cancellationToken)
    {
        var @switch = await lab.AddSwitchAsync("sw", cancellationToken);
        var control = await lab.AddSwitchAsync("ctl", cancellationToken);
        var silo = await lab.AddMachineAsync("silo", cancellationToken);
        var siloCable = await lab.ConnectAsync(silo, ControlInterface, [SiloAddress + "/24", SecondSiloAddress + "/24"], control, cancellationToken);
        var client = await lab.AddMachineAsync("client", cancellationToken);
        var cable = await lab.ConnectAsync(
            client, Interface, ["192.168.1.100/24", "2001:db8:1::100/64"], @switch, cancellationToken);
        var nodes = ImmutableArray.CreateBuilder<LabNode>();
        for (var number = 0; number < nodeCount; number++)
        {
            nodes.Add(await AddNodeAsync(lab, number, @switch, control, cancellationToken));
        }

        Directory.CreateDirectory(StateDirectoryOf(lab));
        var relay = LoopbackRelay.Start(preferredApiPort, SocketOf(lab));
        return new LabCluster(lab, programs, relay, new Kubectl(lab, Path.Combine(lab.Directory, "kubeconfig")))
        {
            Switch = @switch,
            Client = client,
            ClientCable = cable,
            SiloMachine = silo,
            SiloCable = siloCable,
            Nodes = nodes.ToImmutable(),
        };
    }

    private static async Task<LabNode> AddNodeAsync(
        NetworkLab lab, int number, LabSwitch @switch, LabSwitch control, CancellationToken cancellationToken)
    {
        var host = FirstNodeHost + number;
        var machine = await lab.AddMachineAsync($"node{number + 1}", cancellationToken);
        var cable = await lab.ConnectAsync(
            machine, Interface, [$"192.168.1.{host}/24", $"2001:db8:1::{host}/64"], @switch, cancellationToken);
        var controlCable = await lab.ConnectAsync(
            machine, ControlInterface, [$"10.255.0.{host}/24"], control, cancellationToken);
        var standIn = await StandIn.StartAsync(machine, ServicePrefixes, cancellationToken);
        return new LabNode(machine, cable, controlCable, standIn);
    }

    private static string StateDirectoryOf(NetworkLab lab) => Path.Combine(lab.Directory, "silo");

    private static string SocketOf(NetworkLab lab) => Path.Combine(StateDirectoryOf(lab), "api.sock");

    /// <summary>Whether a line of a silo's log says that it serves.</summary>
    internal static bool SaysServing(string line) => line.Contains("agents are served", StringComparison.Ordinal);

    /// <summary>Writes kubectl's configuration for the API server that has its state in a directory.</summary>
    private async Task WriteConfigurationAsync(string stateDirectory, CancellationToken cancellationToken) => await File.WriteAllTextAsync(
        Kubectl.Configuration,
        await RunSiloAsync(["kubeconfig", "--state-dir", stateDirectory, "--server", $"https://127.0.0.1:{ApiPort}"], cancellationToken),
        cancellationToken);

    private async Task<string> RunSiloAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        (await new CommandLine(_programs.Silo, arguments).RunAsync(cancellationToken)).EnsureSucceeded().Output;
}
