using System.Net;
using System.Net.Sockets;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>O-071: what operators search a MetalLB speaker's log for about BGP is in the agent's, in the situation that it names.</summary>
[Trait("Needs", "Root")]
[Trait("Ref", "O-070")]
[Trait("Ref", "O-071")]
public sealed class BgpLogWordsTests
{
    private const uint RouterAsn = 65001;

    [RootFact("vtysh")]
    public async Task The_life_of_a_session_is_told_in_the_words_of_a_speaker()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var peer = new RouterPeer("192.0.2.1", BgpLab.NodeAsn);
        var router = await lab.AddRouterAsync(
            RouterKind.Frr, "router", ["192.0.2.2/24"], new RouterSettings(RouterAsn, "192.0.2.2", [peer]));
        var session = await lab.StartAgentAsync(
            new Snapshot { BgpPeers = { Peer("tor", "192.0.2.2", BgpLab.NodeAsn, RouterAsn) } }, "--log-format", "json");
        await SaysAsync(
            lab, "peer configured, starting BGP session", "\"peer\":\"tor\"", "\"localASN\":\"64500\"", "\"peerASN\":\"65001\"");
        await session.EstablishedAsync("tor");
        await SaysAsync(lab, "BGP session established", "\"event\":\"sessionUp\"", "\"peer\":\"tor\"", "\"peerASN\":\"65001\"");

        await router.ResetAsync(peer, default);
        await SaysAsync(lab, "peer sent notification, closing session", "\"peer\":\"tor\"");
        await SaysAsync(lab, "BGP session down", "\"event\":\"sessionDown\"", "\"peer\":\"tor\"");

        await session.ChangeAsync(new Difference { BgpPeersRemoved = { "tor" } });
        await SaysAsync(lab, "peer deconfigured, closing BGP session", "\"peer\":\"tor\"");
    }

    // The peer says what a session needs and then reads nothing more: routes wait, until it resets the connection.
    [RootFact]
    public async Task Routes_that_a_peer_does_not_take_before_the_connection_ends_are_told_in_the_words_of_a_speaker()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        // Linux still takes some tens of kilobytes: the routes make 400.
        await lab.Node.Host.SetAsync("net/ipv4/tcp_wmem", "4096 4096 4096");
        var machine = await lab.Network.AddMachineAsync("router", default);
        await lab.Network.ConnectAsync(machine, "eth0", ["192.0.2.2/24"], lab.Switch, default);
        using var listener = await machine.RunAsync(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2048 };
            socket.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 179));
            socket.Listen();
            return socket;
        });
        var snapshot = new Snapshot { BgpPeers = { Peer("tor", "192.0.2.2", BgpLab.NodeAsn, RouterAsn) } };
        snapshot.BgpRoutes.AddRange(Enumerable.Range(0, 80_000).Select(
            number => Route($"198.{number >> 16}.{(number >> 8) & 255}.{number & 255}/32", "tor")));
        var session = await lab.StartAgentAsync(snapshot, "--log-format", "json");

        using var peer = await listener.AcceptAsync().WithinAsync("connecting", "the agent", "a connection");
        await peer.SendAsync(Open(), SocketFlags.None);
        await peer.SendAsync(Keepalive(), SocketFlags.None);
        await session.SessionAsync(
            "tor", state => state is { State: BgpState.Established, PrefixesPending: > 0 }, "prefixes that wait for the peer");
        peer.LingerState = new LingerOption(enable: true, seconds: 0);
        peer.Close();

        await SaysAsync(lab, "failed to send BGP update", "\"level\":\"error\"", "\"peer\":\"tor\"");
        await SaysAsync(lab, "BGP session down", "\"event\":\"sessionDown\"");
    }

    private static byte[] Open() =>
    [
        .. Header(29, type: 1), 4, (byte)(RouterAsn >> 8), (byte)(RouterAsn & 255), 0, 90, 192, 0, 2, 2, 0,
    ];

    private static byte[] Keepalive() => [.. Header(19, type: 4)];

    // RFC 4271 section 4.1.
    private static IEnumerable<byte> Header(byte length, byte type) => [.. Enumerable.Repeat<byte>(255, 16), 0, length, type];

    private static Task<string> SaysAsync(BgpLab lab, params string[] words) => lab.Agent
        .WaitForLineAsync(line => words.All(word => line.Contains(word, StringComparison.Ordinal)), default)
        .WithinAsync("reading the agent's log", lab.Agent.Name, string.Join(" with ", words), lab.Agent.DescribeTail);
}
