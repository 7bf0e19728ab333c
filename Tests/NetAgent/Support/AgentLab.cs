using System.Security.Cryptography.X509Certificates;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A node with the real agent and a fake silo on its loopback, a client, and a switch between them.</summary>
internal sealed class AgentLab : IAsyncDisposable
{
    /// <summary>An address in the client's network that nobody has.</summary>
    public const string Announced = "192.0.2.10";

    /// <summary>An IPv6 address in the client's network that nobody has.</summary>
    public const string AnnouncedIPv6 = "2001:db8::f00a";

    /// <summary>The client's own IPv6 address.</summary>
    public const string ClientIPv6 = "2001:db8::1";

    /// <summary>The program as its own project built it: beside the tests it would lack what the tests take from ASP.NET.</summary>
    public static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        "../../../../NetAgent/bin",
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!,
        "net10.0/NetAgent"));

    private readonly NetworkLab _lab;
    private int _agents;

    private AgentLab(NetworkLab lab, LabSwitch @switch, LabLink node, LabLink client, FakeSilo silo, (ArpStation Arp, NdpStation Ndp) stations)
    {
        _lab = lab;
        Switch = @switch;
        Node = node;
        Client = client;
        Silo = silo;
        (Station, NdpStation) = stations;
    }

    /// <summary>The switch.</summary>
    public LabSwitch Switch { get; }

    /// <summary>The node's cable, eth0.</summary>
    public LabLink Node { get; }

    /// <summary>The client's cable, eth0, 192.0.2.1 and 2001:db8::1.</summary>
    public LabLink Client { get; }

    /// <summary>The silo.</summary>
    public FakeSilo Silo { get; set; }

    /// <summary>The client's ear for ARP.</summary>
    public ArpStation Station { get; }

    /// <summary>The client's ear for NDP.</summary>
    public NdpStation NdpStation { get; }

    /// <summary>A directory for the test's files.</summary>
    public string Directory => _lab.Directory;

    /// <summary>Builds the network, without an agent.</summary>
    public static async Task<AgentLab> CreateAsync(X509Certificate2? certificate = null)
    {
        var lab = await NetworkLab.CreateAsync("agent", default);
        var @switch = await lab.AddSwitchAsync("sw", default);
        var node = await lab.ConnectAsync(await lab.AddMachineAsync("node", default), "eth0", [], @switch, default);
        var client = await lab.ConnectAsync(
            await lab.AddMachineAsync("client", default), "eth0", ["192.0.2.1/24", ClientIPv6 + "/64"], @switch, default);
        return new AgentLab(
            lab,
            @switch,
            node,
            client,
            await FakeSilo.StartAsync(node.Host, certificate: certificate),
            (await ArpStation.OpenAsync(client.Host, "eth0"), await NdpStation.OpenAsync(client.Host, "eth0")));
    }

    /// <summary>Starts an agent without TLS.</summary>
    public LabProcess StartAgent(params string[] flags) => StartAgent(Program, ["--insecure", .. flags]);

    /// <summary>Starts a given build of the agent.</summary>
    public LabProcess StartAgent(string program, string[] flags) => _lab.Start(
        $"agent{++_agents}",
        new CommandLine(
            program,
            ["--node-name", "node", "--silo", $"127.0.0.1:{Silo.Port}",
                .. flags.Contains("--log-format") ? Array.Empty<string>() : ["--log-format", "text"],
                "--excludel2-file", Path.Combine(Directory, "excludel2.yaml"), .. flags]),
        Node.Host);

    /// <summary>Starts an agent and its session.</summary>
    public async Task<(LabProcess Agent, FakeSiloSession Session)> StartSessionAsync(
        params MetalOrleans.Agent.Contracts.Announcement[] orders)
    {
        var agent = StartAgent();
        var session = await Silo.AcceptAsync();
        session.DescribeAgent = agent.DescribeTail;
        await session.GreetAsync(orders);
        return (agent, session);
    }

    /// <summary>Runs a program on the client's, or another, machine and returns what it wrote.</summary>
    public async Task<string> RunAsync(LabNamespace machine, string program, params string[] arguments) =>
        (await machine.Inside(new CommandLine(program, [.. arguments])).RunAsync(default)).EnsureSucceeded().Output;

    /// <summary>Starts a program that a test reads the output of, and that ends with the lab.</summary>
    public LabProcess Start(LabNamespace machine, string name, string program, params string[] arguments) =>
        _lab.Start(name, new CommandLine(program, [.. arguments]), machine);

    /// <summary>Replaces a silo that was disposed, on the same port.</summary>
    public async Task RestartSiloAsync() => Silo = await FakeSilo.StartAsync(Node.Host, Silo.Port);

    /// <summary>Waits until an agent's log has a line.</summary>
    public static Task<string> LineAsync(LabProcess agent, string part) => agent
        .WaitForLineAsync(line => line.Contains(part, StringComparison.Ordinal), default)
        .WithinAsync("reading the agent's log", agent.Name, $"a line with '{part}'", agent.DescribeTail);

    public async ValueTask DisposeAsync()
    {
        await Station.DisposeAsync();
        await NdpStation.DisposeAsync();
        await Silo.DisposeAsync();
        await _lab.DisposeAsync();
    }
}
