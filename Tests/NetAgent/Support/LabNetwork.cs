namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A switch with two stations: a node for the agent, with interfaces e0 and e1, and a client with c0.</summary>
internal sealed class LabNetwork : IAsyncDisposable
{
    /// <summary>An address in the stations' network that nobody has.</summary>
    public const string Announced = "192.0.2.10";

    private static int _count;

    private LabNetwork(NetworkNamespace @switch, NetworkNamespace node, NetworkNamespace client)
    {
        Switch = @switch;
        Node = node;
        Client = client;
    }

    /// <summary>The switch; br0 joins the ports n0, n1 and p0.</summary>
    public NetworkNamespace Switch { get; }

    /// <summary>The agent's node.</summary>
    public NetworkNamespace Node { get; }

    /// <summary>The client, 192.0.2.1 on c0.</summary>
    public NetworkNamespace Client { get; }

    /// <summary>The link-layer address of e0.</summary>
    public static string NodeMac => "02:00:00:00:00:0a";

    /// <summary>The link-layer address of e1.</summary>
    public static string SecondMac => "02:00:00:00:00:0b";

    /// <summary>Builds the network.</summary>
    public static async Task<LabNetwork> CreateAsync()
    {
        var prefix = $"agent-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        var network = new LabNetwork(
            await NetworkNamespace.CreateAsync($"{prefix}-sw"),
            await NetworkNamespace.CreateAsync($"{prefix}-node"),
            await NetworkNamespace.CreateAsync($"{prefix}-client"));
        await network.Switch.LinkAsync("add", "br0", "type", "bridge", "stp_state", "0", "mcast_snooping", "0");
        await network.Switch.LinkAsync("set", "br0", "up");
        await network.ConnectAsync(network.Node, "e0", "n0", NodeMac);
        await network.ConnectAsync(network.Node, "e1", "n1", SecondMac);
        await network.ConnectAsync(network.Client, "c0", "p0", "02:00:00:00:00:01");
        await network.Client.AddressAsync("add", "192.0.2.1/24", "dev", "c0");
        await network.Client.LinkAsync("set", "c0", "up");
        await network.Node.LinkAsync("set", "e0", "up");
        return network;
    }

    /// <summary>Asks for an address and returns the link-layer addresses that answered.</summary>
    public async Task<string[]> ArpingAsync(string address, params string[] flags)
    {
        var (_, output) = await Client.RunAsync("arping", ["-c", "1", "-w", "1", "-I", "c0", .. flags, address]);
        return [.. output.Split('\n')
            .Where(line => line.Contains("from", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal)
                && line.Contains("bytes", StringComparison.Ordinal))];
    }

    /// <summary>Deletes the network.</summary>
    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Client.DisposeAsync();
        await Switch.DisposeAsync();
    }

    private async Task ConnectAsync(NetworkNamespace station, string name, string port, string mac)
    {
        await NetworkNamespace.IpAsync(
            "link", "add", name, "netns", station.Name, "address", mac, "type", "veth",
            "peer", "name", port, "netns", Switch.Name);
        await Switch.LinkAsync("set", port, "master", "br0", "up");
    }
}
