using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.NetAgent.Support;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>A node with the real agent, a fake silo on its loopback, and routers, all on one switch.</summary>
internal sealed class BgpLab : IAsyncDisposable
{
    /// <summary>The node's own autonomous system.</summary>
    public const uint NodeAsn = 64500;

    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        "../../../../NetAgent/bin",
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!,
        "net10.0/NetAgent"));

    private readonly List<LabRouter> _routers = [];
    private int _agents;

    private BgpLab(NetworkLab network, LabSwitch @switch, LabLink node, FakeSilo silo)
    {
        Network = network;
        Switch = @switch;
        Node = node;
        Silo = silo;
    }

    public NetworkLab Network { get; }

    public LabSwitch Switch { get; }

    /// <summary>The node's cable, eth0.</summary>
    public LabLink Node { get; }

    public FakeSilo Silo { get; private set; }

    /// <summary>The agent's present connection to the silo.</summary>
    public FakeSiloSession Session { get; private set; } = null!;

    /// <summary>The agent that runs.</summary>
    public LabProcess Agent { get; private set; } = null!;

    /// <summary>Builds a network with nothing in it but a node.</summary>
    /// <param name="addresses">The node's addresses on eth0.</param>
    public static async Task<BgpLab> CreateAsync(params string[] addresses)
    {
        var network = await NetworkLab.CreateAsync("bgp", default);
        var @switch = await network.AddSwitchAsync("sw", default);
        var node = await network.ConnectAsync(await network.AddMachineAsync("node", default), "eth0", addresses, @switch, default);
        return new BgpLab(network, @switch, node, await FakeSilo.StartAsync(node.Host));
    }

    /// <summary>Plugs a machine in and starts a router on it.</summary>
    public async Task<LabRouter> AddRouterAsync(
        RouterKind kind, string name, string[] addresses, RouterSettings settings)
    {
        var machine = await Network.AddMachineAsync(name, default);
        await Network.ConnectAsync(machine, "eth0", addresses, Switch, default);
        return await StartRouterAsync(kind, machine, settings);
    }

    /// <summary>Starts a router on a machine.</summary>
    public async Task<LabRouter> StartRouterAsync(RouterKind kind, LabNamespace machine, RouterSettings settings)
    {
        var router = await LabRouter.StartAsync(kind, Network, machine, settings, default);
        lock (_routers)
        {
            _routers.Add(router);
        }

        return router;
    }

    /// <summary>Starts an agent and tells it what shall be.</summary>
    public async Task<FakeSiloSession> StartAgentAsync(Snapshot snapshot, params string[] flags)
    {
        Agent = Network.Start(
            $"agent{++_agents}",
            new CommandLine(
                Program,
                ["--node-name", "node", "--silo", $"127.0.0.1:{Silo.Port}", "--insecure", "--log-level", "debug",
                    .. flags.Contains("--log-format") ? Array.Empty<string>() : ["--log-format", "text"],
                    "--excludel2-file", Path.Combine(Network.Directory, "excludel2.yaml"), .. flags]),
            Node.Host);
        return await GreetAsync(snapshot);
    }

    /// <summary>Waits until the agent's log has a line.</summary>
    public Task<string> LineAsync(string part) => AgentLab.LineAsync(Agent, part);

    /// <summary>Ends the silo as a crash would.</summary>
    public ValueTask KillSiloAsync() => Silo.DisposeAsync();

    /// <summary>Starts another silo in the place of one that was killed, and waits for the agent.</summary>
    public async Task<FakeSiloSession> RestartSiloAsync(Snapshot snapshot)
    {
        Silo = await FakeSilo.StartAsync(Node.Host, Silo.Port);
        return await GreetAsync(snapshot);
    }

    private async Task<FakeSiloSession> GreetAsync(Snapshot snapshot)
    {
        Session = await Silo.AcceptAsync();
        Session.DescribeAgent = Agent.DescribeTail;
        await Session.GreetAsync(snapshot);
        return Session;
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        foreach (var router in _routers)
        {
            await router.DisposeAsync();
        }

        await Network.DisposeAsync();
    }
}
