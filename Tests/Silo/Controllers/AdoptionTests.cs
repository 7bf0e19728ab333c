using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>Q-3: what a silo that starts tells agents of Services that it cannot write about.</summary>
public sealed class AdoptionTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>When a pass is repeated that failed for the first time.</summary>
    private static readonly TimeSpan _firstRetry = TimeSpan.FromMilliseconds(5);

    private readonly FaultPlan _faults = new();
    private readonly ManualTimeProvider _time = new();
    private EmbeddedApiServer _server = null!;
    private KubernetesClient _people = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [], Faults = _faults }, default);
        _people = new KubernetesClient(new KubernetesClientOptions { Server = new Uri("http://in-process"), Transport = _server.CreateHandler() });
        await _people.CreateAsync(new Node { Metadata = new ObjectMeta { Name = "node1" } }, default);
        await _people.CreateAsync(
            new BGPPeer { Metadata = InConfiguration("tor"), Spec = new BGPPeerSpec { MyASN = 64512, PeerASN = 64513, PeerAddress = "192.0.2.1" } },
            default);
        await _people.CreateAsync(new BGPAdvertisement { Metadata = InConfiguration("all"), Spec = new BGPAdvertisementSpec() }, default);
        await _people.CreateAsync(
            new IPAddressPool { Metadata = InConfiguration("pool"), Spec = new IPAddressPoolSpec { Addresses = ["10.0.0.0/30"] } }, default);
    }

    public async Task DisposeAsync()
    {
        _people.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("Ref", "Q-3")]
    public async Task A_Service_whose_status_shows_its_address_is_advertised_though_nothing_can_be_written()
    {
        await CreateServiceAsync("web", "10.0.0.1");
        // Its status lacks what another write would add.
        await CreateServiceAsync("stuck", "10.0.0.2");

        await using var silo = await StartAsync();
        await silo.ReachAsync(SiloStage.Active);

        Assert.Equal<string>(["10.0.0.1/32", "10.0.0.2/32"], await RoutesAsync(silo));
    }

    [Fact]
    [Trait("Ref", "Q-3")]
    [Trait("Ref", "Q-18")]
    public async Task A_Service_that_cannot_be_moved_keeps_the_others_from_their_agents_for_30_s_and_no_longer()
    {
        await CreateServiceAsync("web", "10.0.0.1");
        // In no pool: it must move, and its status cannot say so.
        await CreateServiceAsync("stuck", "10.9.9.9");

        var failing = _time.WaitForTimerDueInAsync(_firstRetry);
        await using var silo = await StartAsync();
        await failing;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (silo.Readiness.Stage != SiloStage.Active && _time.Elapsed < 4 * _patience)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await tick.WaitForNextTickAsync();
        }

        // What is beyond 30 s passed while the silo was getting there.
        Assert.InRange(_time.Elapsed, _patience, 3 * _patience);
        Assert.Equal<string>(["10.0.0.1/32"], await RoutesAsync(silo));
    }

    private static ObjectMeta InConfiguration(string name) => new() { Name = name, Namespace = HostedSilo.Namespace };

    /// <summary>A silo that is sure of its lease for longer than the test moves the clock.</summary>
    private Task<HostedSilo> StartAsync()
    {
        _faults.Add(new Fault { Verb = "update", Resource = "services", Subresource = "status", Name = "stuck", Status = 500, Count = 0 });
        return HostedSilo.StartAsync(
            _server, _time, lease: new LeaseOptions { Identity = "silo", Duration = 10 * _patience, RenewDeadline = 5 * _patience });
    }

    private async Task CreateServiceAsync(string name, string address)
    {
        await _people.CreateAsync(
            new EndpointSlice
            {
                Metadata = new ObjectMeta
                {
                    Name = name + "-1",
                    Namespace = "default",
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/service-name"] = name },
                },
                AddressType = "IPv4",
                Endpoints = [new Endpoint { Addresses = ["10.1.0.1"], NodeName = "node1" }],
            },
            default);
        var service = await _people.CreateAsync(
            new Service
            {
                Metadata = new ObjectMeta { Name = name, Namespace = "default" },
                Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
            },
            default);
        await _people.UpdateStatusAsync(
            service with { Status = new ServiceStatus { LoadBalancer = new LoadBalancerStatus { Ingress = [new LoadBalancerIngress { IP = address }] } } },
            default);
    }

    /// <summary>What an agent that connects now is to advertise.</summary>
    private static async Task<IEnumerable<string>> RoutesAsync(HostedSilo silo)
    {
        var state = await silo.Parts.GetRequiredService<IGrainFactory>().GetGrain<INodeGrain>("node1").ConnectAsync([], default);
        return state.Bgp.Routes.Select(route => route.Prefix.ToString()).Order(StringComparer.Ordinal);
    }
}
