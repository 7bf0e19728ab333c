using System.Net;
using System.Net.Sockets;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Processes;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>Port 179 of a node.</summary>
[Trait("Needs", "Root")]
public sealed class BgpListenerTests
{
    // Two that shared the port would each get half of the connections.
    [RootFact]
    public async Task The_port_is_one_process_s_and_free_as_soon_as_that_ends()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var snapshot = new Snapshot { BgpPeers = { Passive() } };
        await lab.StartAgentAsync(snapshot.Clone());
        await lab.LineAsync("bgp listens on port 179");
        var first = lab.Agent;

        await lab.StartAgentAsync(snapshot.Clone(), "--port", "0", "--health-probe-port", "0");
        await lab.LineAsync("bgp cannot listen on port 179");
        await first.KillAsync();

        await lab.LineAsync("bgp listens on port 179");
    }

    [RootFact("prlimit")]
    public async Task An_agent_out_of_file_descriptors_says_so_and_accepts_when_it_has_some()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        await lab.StartAgentAsync(new Snapshot { BgpPeers = { Passive() } });
        await lab.LineAsync("bgp listens on port 179");

        // What is open stays open; nothing is opened besides.
        await LimitAsync(lab, "3:");
        using var client = await lab.Node.Host.RunAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await client.ConnectAsync(IPAddress.Loopback, BgpListener.Port).WithinAsync("connecting", "the agent", "a connection");
        await lab.LineAsync("bgp cannot accept connections on port 179");
        await LimitAsync(lab, "1024:");

        // Nobody of that address is a peer: it is accepted, and closed.
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WithinAsync("receiving", "the agent", "the end of the connection"));
    }

    private static BgpPeer Passive()
    {
        var order = BgpOrders.Peer("passive", "192.0.2.2", BgpLab.NodeAsn, 65001);
        order.Passive = true;
        return order;
    }

    private static async Task LimitAsync(BgpLab lab, string descriptors) => (await new CommandLine(
        "prlimit", ["--pid", $"{lab.Agent.Identity.Id}", $"--nofile={descriptors}"]).RunAsync(default)).EnsureSucceeded();
}
