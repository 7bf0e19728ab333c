using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>
/// One agent with nearly forty sessions to FRR, BIRD, GoBGP and ExaBGP, for all tests of interoperation: they run one after the
/// other, each with prefixes of its own.
/// </summary>
public sealed class InteropFixture : IAsyncLifetime
{
    // Everything that is asked of a daemon or of the agent is there; without it the tests are skipped.
    private static readonly string[] Tools = ["ip", "vtysh", "birdc", "gobgpd", "exabgp"];

    private int _prefixes;

    internal BgpLab Lab { get; private set; } = null!;

    internal IReadOnlyList<InteropRouter> Routers { get; } =
    [
        new(RouterKind.Frr, 101), new(RouterKind.Bird, 102), new(RouterKind.GoBgp, 103), new(RouterKind.ExaBgp, 104),
    ];

    /// <summary>What the silo tells an agent that starts, but for the routes of the tests.</summary>
    internal Snapshot Snapshot => new()
    {
        BgpPeers = { Routers.SelectMany(router => router.Sessions.Select(session => router.Order(session.Name.Split('-')[1]))) },
    };

    public async Task InitializeAsync()
    {
        if (Privileges.Missing(Tools) is not null)
        {
            return;
        }

        Lab = await BgpLab.CreateAsync(
            [
                .. Enumerable.Range(11, 7).Select(host => $"192.0.2.{host}/24"),
                "2001:db8::11/64", "2001:db8::12/64", "10.1.0.18/32",
            ]);
        var beyond = await ConnectBeyondAsync();
        await Task.WhenAll(Routers.Select(router => StartAsync(router, beyond)));
        await Lab.StartAgentAsync(Snapshot);
    }

    public async Task DisposeAsync()
    {
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }
    }

    internal InteropRouter Of(RouterKind kind) => Routers.Single(router => router.Kind == kind);

    /// <summary>A prefix that no other test has.</summary>
    internal string NextPrefix() => $"203.0.113.{Interlocked.Increment(ref _prefixes)}/32";

    /// <summary>An IPv6 prefix that no other test has.</summary>
    internal string NextPrefixIPv6() => $"2001:db8:f::{Interlocked.Increment(ref _prefixes):x}/128";

    // A router between the node and the far addresses of all routers.
    private async Task<LabSwitch> ConnectBeyondAsync()
    {
        var beyond = await Lab.Network.AddSwitchAsync("sw2", default);
        var middle = await Lab.Network.AddMachineAsync("middle", default);
        await Lab.Network.ConnectAsync(middle, "eth0", ["192.0.2.200/24"], Lab.Switch, default);
        await Lab.Network.ConnectAsync(middle, "eth1", ["10.2.0.1/24"], beyond, default);
        await middle.SetAsync("net/ipv4/ip_forward", "1");
        await middle.ConfigureAsync(["route add 10.1.0.0/24 via 192.0.2.11"], default);
        await Lab.Node.Host.ConfigureAsync(["route add 10.2.0.0/24 via 192.0.2.200 src 10.1.0.18"], default);
        return beyond;
    }

    private async Task StartAsync(InteropRouter router, LabSwitch beyond)
    {
        var network = Lab.Network;
        var machine = await network.AddMachineAsync(router.Kind.ToString().ToLowerInvariant(), default);
        await network.ConnectAsync(machine, "eth0", [router.Address + "/24", router.AddressIPv6 + "/64"], Lab.Switch, default);
        await network.ConnectAsync(machine, "eth1", [router.FarAddress + "/24"], beyond, default);
        await machine.ConfigureAsync(["route add 10.1.0.0/24 via 10.2.0.1"], default);
        router.Router = await Lab.StartRouterAsync(router.Kind, machine, router.Settings);
    }
}
