using System.Text;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Body = MetalOrleans.Agent.Contracts.SiloMessage.BodyOneofCase;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>From objects on the API server to sessions and routes on the agents' links, and back to what the cluster shows.</summary>
public sealed class BgpRouteTests : IAsyncLifetime
{
    private const string Namespace = "metallb-system";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await StandaloneSilo.StartAsync(_directory);

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_Service_becomes_a_prefix_on_every_node_with_everything_that_its_peer_says() // T-200, Q-1, Q-2
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await AdvertiseAsync();

        var (peer, route) = await HearAllAsync(agent);

        Assert.Equal((64512U, 64513U, 65000U, 1179U), (peer.MyAsn, peer.PeerAsn, peer.LocalAsn, peer.Port));
        Assert.Equal([192, 0, 2, 1], peer.Address.ToByteArray());
        Assert.Equal([192, 0, 2, 9], peer.SourceAddress.ToByteArray());
        Assert.Equal([192, 168, 1, 240], route.Prefix.Address.ToByteArray());
        Assert.Equal(32U, route.Prefix.PrefixLength);
        Assert.Equal("tor", Assert.Single(Assert.Single(route.Paths).Peers));
        Assert.Equal((64512U << 16) | 7, Assert.Single(route.Paths[0].Communities));
        Assert.Equal((5U, true, 3U), (route.Paths[0].Med, route.Paths[0].HasMed, route.Paths[0].Prepend));
    }

    [Fact]
    public async Task A_silo_that_starts_anew_has_everything_in_its_first_snapshot()
    {
        await using (var agent = await RawAgent.JoinAsync(_silo, "node1"))
        {
            await AdvertiseAsync();
            await HearAllAsync(agent);
        }

        await _silo.StopAsync();
        await _silo.DisposeAsync();
        _silo = await StandaloneSilo.StartAsync(_directory);
        await using var back = await RawAgent.JoinAsync(_silo, "node1");
        var snapshot = (await back.HearAsync(Body.Snapshot)).Snapshot;

        Assert.Equal("tor", Assert.Single(snapshot.BgpPeers).Name);
        Assert.Equal("tor", Assert.Single(Assert.Single(snapshot.BgpRoutes).Paths).Peers.Single());
    }

    [Fact]
    public async Task A_drain_tells_the_peers_first() // RFC 8326
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await AdvertiseAsync();
        await HearAllAsync(agent);

        await _silo.Client.PatchAsync<Node>(
            ObjectKey.OfCluster("node1"),
            Patch.Merge(Encoding.UTF8.GetBytes($$$$"""{"metadata":{"annotations":{"{{{{NodeMapping.Drain}}}}":"true"}}}""")),
            default);
        var difference = await HearRoutesAsync(agent);

        Assert.Contains(0xffff0000U, Assert.Single(Assert.Single(difference.BgpRoutes).Paths).Communities);
        Assert.Empty(difference.BgpRoutesWithdrawn);
        Assert.Empty(difference.BgpPeers);
    }

    [Fact]
    public async Task The_cluster_shows_who_advertises_to_whom_and_how_sessions_stand() // B-100, B-101, C-140 to C-143, C-163, T-212, T-249
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await AdvertiseAsync();
        await HearAllAsync(agent);
        await SayAsync(agent, BgpState.Established, BfdState.Up);

        var status = Assert.Single(await _silo.Client.WaitForAsync<ServiceBGPStatus>(
            "one with a peer", found => found is [{ Status.Peers: ["tor"] }]));
        var session = Assert.Single(await _silo.Client.WaitForAsync<BGPSessionState>(
            "one that is up", found => found is [{ Status.BgpStatus: "Established" }]));
        var events = await _silo.Client.WaitForAsync<Event>("an event", found => found.Any(item => item.Reason == "nodeAssigned"));

        Assert.StartsWith("bgp-", status.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal(("node1", "web", "default"), (status.Status!.Node, status.Status.ServiceName, status.Status.ServiceNamespace));
        Assert.Equal("node1", status.Metadata.Labels![ServiceL2Status.NodeLabel]);
        Assert.StartsWith("node1-", session.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal(("node1", "192.0.2.1", "Up"), (session.Status!.Node, session.Status.Peer, session.Status.BfdStatus));
        Assert.Equal("192.0.2.1", session.Metadata.Labels![BGPSessionState.PeerLabel]);
        Assert.Equal("", session.Metadata.Labels[BGPSessionState.VrfLabel]);
        Assert.Contains(events, item => item.Message == "announcing from node \"node1\" with protocol \"bgp\"");
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri($"http://127.0.0.1:{_silo.Options.MetricsPort}/metrics")); // O-149
        Assert.Contains(
            "metallb_speaker_announced{service=\"default/web\",protocol=\"bgp\",node=\"node1\",ip=\"192.168.1.240\"} 1",
            metrics,
            StringComparison.Ordinal);
        Assert.Contains("metalorleans_bgp_session_up{node=\"node1\",bgppeer=\"tor\"} 1", metrics, StringComparison.Ordinal);

        await _silo.Client.DeleteAsync<BGPPeer>(new ObjectKey(Namespace, "tor"), DeletePreconditions.None, default);
        var removed = new ObservedState();
        removed.BgpSessionsRemoved.Add("tor");
        await agent.SayAsync(new AgentMessage { ObservedState = removed });
        await _silo.Client.WaitForAsync<ServiceBGPStatus>("none", found => found.IsEmpty);
        await _silo.Client.WaitForAsync<BGPSessionState>("none", found => found.IsEmpty);
    }

    [Fact]
    public async Task A_session_that_breaks_is_an_event_on_its_peer()
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await AdvertiseAsync();
        await HearAllAsync(agent);

        await SayAsync(agent, BgpState.Established, BfdState.None);
        await SayAsync(agent, BgpState.Idle, BfdState.None, "hold timer expired");
        var events = await _silo.Client.WaitForAsync<Event>("an event", found => found.Any(item => item.Reason == "sessionDown"));

        Assert.Contains("hold timer expired", events.Single(item => item.Reason == "sessionDown").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_is_found_where_the_nodes_agent_sees_its_default_gateway_and_moves_with_it()
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.Client.CreateAsync(
            new BGPPeer
            {
                Metadata = new ObjectMeta
                {
                    Name = "gateway",
                    Namespace = Namespace,
                    Annotations = new() { ["metalorleans.io/peer-address-from"] = "default-gateway", ["metalorleans.io/passive"] = "true" },
                },
                Spec = new BGPPeerSpec { MyASN = 64512, PeerASN = 64513 },
            },
            default);
        await _silo.Client.WaitForAsync<Event>("a refusal", found => found.Any(item => item.Reason == "sessionRefused"));

        foreach (var last in (byte[])[1, 2])
        {
            var observed = new ObservedState { Gateways = new GatewayState() };
            observed.Gateways.Addresses.Add(ByteString.CopyFrom(192, 0, 2, last));
            await agent.SayAsync(new AgentMessage { ObservedState = observed });
            var peer = await HearPeerAsync(agent);

            Assert.Equal([192, 0, 2, last], peer.Address.ToByteArray());
            Assert.True(peer.Passive);
        }
    }

    private static Task<BgpPeer> HearPeerAsync(RawAgent agent)
    {
        return HearAsync().WithinAsync("listening", "the silo", "a session");

        async Task<BgpPeer> HearAsync()
        {
            while (true)
            {
                var difference = (await agent.HearAsync(Body.Difference)).Difference;
                if (difference.BgpPeers.Count > 0)
                {
                    return difference.BgpPeers[0];
                }
            }
        }
    }

    private static Task SayAsync(RawAgent agent, BgpState state, BfdState bfd, string reason = "")
    {
        var observed = new ObservedState();
        observed.BgpSessions.Add(new BgpSessionState { Name = "tor", State = state, BfdState = bfd, Reason = reason });
        return agent.SayAsync(new AgentMessage { ObservedState = observed });
    }

    private static Task<Difference> HearRoutesAsync(RawAgent agent)
    {
        return HearAsync().WithinAsync("listening", "the silo", "routes");

        async Task<Difference> HearAsync()
        {
            while (true)
            {
                var difference = (await agent.HearAsync(Body.Difference)).Difference;
                await agent.AcknowledgeAsync(difference.ToVersion);
                if (difference.BgpRoutes.Count + difference.BgpRoutesWithdrawn.Count > 0)
                {
                    return difference;
                }
            }
        }
    }

    /// <summary>The one session and the one route, from as many messages as it takes.</summary>
    private static Task<(BgpPeer Peer, BgpRoute Route)> HearAllAsync(RawAgent agent)
    {
        return HearAsync().WithinAsync("listening", "the silo", "a session and a route");

        async Task<(BgpPeer, BgpRoute)> HearAsync()
        {
            BgpPeer? peer = null;
            while (true)
            {
                var difference = (await agent.HearAsync(Body.Difference)).Difference;
                await agent.AcknowledgeAsync(difference.ToVersion);
                peer = difference.BgpPeers.FirstOrDefault() ?? peer;
                if (difference.BgpRoutes.FirstOrDefault(route => route.Paths.Count > 0) is { } route)
                {
                    return (peer!, route);
                }
            }
        }
    }

    /// <summary>A peer, an advertisement with all attributes, a pool and a Service with an endpoint.</summary>
    private async Task AdvertiseAsync()
    {
        await _silo.Client.CreateAsync(
            new BGPPeer
            {
                Metadata = new ObjectMeta { Name = "tor", Namespace = Namespace },
                Spec = new BGPPeerSpec
                {
                    MyASN = 64512,
                    PeerASN = 64513,
                    PeerAddress = "192.0.2.1",
                    PeerPort = 1179,
                    LocalASN = 65000,
                    SourceAddress = "192.0.2.9",
                },
            },
            default);
        await _silo.Client.CreateAsync(
            new BGPAdvertisement
            {
                Metadata = new ObjectMeta
                {
                    Name = "all",
                    Namespace = Namespace,
                    Annotations = new() { ["metalorleans.io/med"] = "5", ["metalorleans.io/as-path-prepend"] = "3" },
                },
                Spec = new BGPAdvertisementSpec { Communities = ["64512:7"] },
            },
            default);
        await _silo.ServeAsync("web", "node1");
    }
}
