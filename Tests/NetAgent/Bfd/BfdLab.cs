using System.Net;
using MetalOrleans.Lab.Bfd;
using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Bfd;

/// <summary>
/// A node and a peer on one link, 192.0.2.1 and 192.0.2.2, and a far peer behind a router, 198.51.100.2; the agent's BFD runs on
/// the node.
/// </summary>
internal sealed class BfdLab : IAsyncDisposable
{
    public const string NodeIPv4 = "192.0.2.1";
    public const string PeerIPv4 = "192.0.2.2";
    public const string NodeIPv6 = "2001:db8::1";
    public const string PeerIPv6 = "2001:db8::2";
    public const string FarIPv4 = "198.51.100.2";
    public const string FarIPv6 = "2001:db8:f::2";

    private readonly List<IAsyncDisposable> _speakers = [];
    private readonly List<IDisposable> _disposables = [];

    private BfdLab(NetworkLab network, LabLink node, LabLink peer)
    {
        Network = network;
        Node = node;
        Peer = peer;
        Engine = AddEngine();
    }

    public static BfdSessionOptions Fast { get; } = BfdSessionOptions.Default with
    {
        TransmitInterval = TimeSpan.FromMilliseconds(50),
        ReceiveInterval = TimeSpan.FromMilliseconds(50),
    };

    public NetworkLab Network { get; }

    public LabLink Node { get; }

    public LabLink Peer { get; }

    /// <summary>Behind the router; null where the lab has none.</summary>
    public LabNamespace? Far { get; private set; }

    /// <summary>The agent's BFD on the node.</summary>
    public BfdEngine Engine { get; }

    public static async Task<BfdLab> CreateAsync(bool hasRouter = false)
    {
        var network = await NetworkLab.CreateAsync("bfd", default);
        var @switch = await network.AddSwitchAsync("sw", default);
        var node = await network.ConnectAsync(
            await network.AddMachineAsync("node", default), "eth0", [NodeIPv4 + "/24", NodeIPv6 + "/64", "fe80::1/64"], @switch, default);
        var peer = await network.ConnectAsync(
            await network.AddMachineAsync("peer", default), "eth0", [PeerIPv4 + "/24", PeerIPv6 + "/64", "fe80::2/64"], @switch, default);
        var lab = new BfdLab(network, node, peer);
        if (hasRouter)
        {
            await lab.AddRouterAsync();
        }

        return lab;
    }

    public static IPAddressValue Address(string text) => IPAddressValue.From(IPAddress.Parse(text));

    public static BfdSessionKey Key(string remote, string? local, string on = "eth0", bool isMultihop = false) =>
        new(Address(remote), local is null ? null : Address(local), isMultihop ? "" : on, "", isMultihop);

    /// <summary>Another agent's BFD, for another machine.</summary>
    public BfdEngine AddEngine(ILogger<BfdEngine>? logger = null) =>
        Keep(new BfdEngine(TimeProvider.System, logger ?? NullLogger<BfdEngine>.Instance));

    /// <summary>A client on the node.</summary>
    public async Task<BfdWatch> WatchAsync(BfdSessionKey key, BfdSessionOptions? options = null) =>
        Keep(await BfdWatch.BeginAsync(Engine, Node.Host, key, options ?? Fast));

    /// <summary>A client of another engine.</summary>
    public async Task<BfdWatch> WatchAsync(
        BfdEngine engine, LabNamespace machine, BfdSessionKey key, BfdSessionOptions? options = null) =>
        Keep(await BfdWatch.BeginAsync(engine, machine, key, options ?? Fast));

    public async Task<BfdCapture> CaptureAsync() => Keep(await BfdCapture.OpenAsync(Node.Host, "eth0"));

    public async Task<BfdSpeaker> StartAsync(string daemon, LabNamespace machine, params BfdSpeakerPeer[] peers)
    {
        var speaker = daemon == "frr"
            ? await BfdSpeaker.StartFrrAsync(Network, machine, peers, default)
            : await BfdSpeaker.StartBirdAsync(Network, machine, peers, default);
        _speakers.Add(speaker);
        return speaker;
    }

    public async ValueTask DisposeAsync()
    {
        _disposables.ForEach(disposable => disposable.Dispose());
        foreach (var speaker in _speakers)
        {
            await speaker.DisposeAsync();
        }

        await Network.DisposeAsync();
    }

    private T Keep<T>(T disposable)
        where T : IDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }

    private async Task AddRouterAsync()
    {
        var router = await Network.AddMachineAsync("router", default);
        Far = await Network.AddMachineAsync("far", default);
        await Network.ConnectAsync(router, "eth0", ["192.0.2.254/24", "2001:db8::fe/64"], Node.Switch, default);
        var behind = await Network.AddSwitchAsync("sw2", default);
        await Network.ConnectAsync(router, "eth1", ["198.51.100.254/24", "2001:db8:f::fe/64"], behind, default);
        await Network.ConnectAsync(Far, "eth0", [FarIPv4 + "/24", FarIPv6 + "/64"], behind, default);
        await router.SetAsync("net/ipv4/ip_forward", "1");
        await router.SetAsync("net/ipv6/conf/all/forwarding", "1");
        await Node.Host.ConfigureAsync(
            ["route add 198.51.100.0/24 via 192.0.2.254", "route add 2001:db8:f::/64 via 2001:db8::fe"], default);
        await Far.ConfigureAsync(["route add 192.0.2.0/24 via 198.51.100.254", "route add 2001:db8::/64 via 2001:db8:f::fe"], default);
    }
}
