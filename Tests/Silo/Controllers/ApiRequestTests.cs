using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>Q-45, Q-46: what the silo asks of the API server grows with what changes, and is nothing when nothing does.</summary>
public sealed class ApiRequestTests : IAsyncLifetime
{
    private const int Count = 100;
    private const string Services = "/api/v1/namespaces/default/services/";
    private const string Events = "POST /api/v1/namespaces/default/events";
    private const string Pools = "/apis/metallb.io/v1beta1/namespaces/" + HostedSilo.Namespace + "/ipaddresspools/";

    /// <summary>The least time between two writes of a pool's counters.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly RequestLog _log = new();
    private EmbeddedApiServer _server = null!;
    private HostedSilo _silo = null!;
    private KubernetesClient _people = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        _silo = await HostedSilo.StartAsync(_server, wrap: _log.Wrap);
        _people = _silo.NewClient();
        await CreatePoolAsync("first", "10.0.0.0/24");
        await CountsAsync("first", 0);
    }

    public async Task DisposeAsync()
    {
        _people.Dispose();
        await _silo.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("Ref", "Q-45")]
    [Trait("Ref", "Q-46")]
    [Trait("Invariant", "10")]
    public async Task A_burst_costs_two_requests_for_each_service_and_a_pass_without_a_change_none()
    {
        _log.Take();
        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), async (index, _) => await CreateServiceAsync($"s{index}", "first"));
        await AllocatedAsync(Count);
        await CountsAsync("first", Count);
        var lasted = TimeProvider.System.GetElapsedTime(started);
        var requests = _log.Take();

        Assert.Equal(
            Enumerable.Range(0, Count).Select(index => $"PUT {Services}s{index}/status").Order(StringComparer.Ordinal),
            requests.Where(request => request.Contains(Services, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(Count, requests.Count(request => request == Events));
        Assert.InRange(requests.Count(request => request.Contains(Pools, StringComparison.Ordinal)), 1, (lasted / _pause) + 2);

        // Everything is listed again, every Service of the namespace has a pass, and nothing comes of it.
        await _silo.ComeToRestAsync();
        _server.ForgetHistory();
        _server.EndWatches();
        await _people.PatchAsync<IPAddressPool>(new ObjectKey(HostedSilo.Namespace, "first"), Unrelated, default);
        await _people.PatchAsync<Namespace>(ObjectKey.OfCluster("default"), Unrelated, default);
        await _silo.ComeToRestAsync();
        // What comes last is seen last, and is all that is written.
        await CreatePoolAsync("second", "10.0.1.0/31");
        await CountsAsync("second", 0);
        await CreateServiceAsync("last", "second");
        await AllocatedAsync(Count + 1);
        await CountsAsync("second", 1);

        var later = _log.Take();
        Assert.Single(later, request => request == Events);
        Assert.Single(later, request => request == $"PUT {Services}last/status");
        Assert.All(
            later.Where(request => request != Events && request != $"PUT {Services}last/status"),
            request => Assert.Equal($"PUT {Pools}second/status", request));
    }

    private static Patch Unrelated => Patch.Merge(Encoding.UTF8.GetBytes("""{"metadata":{"labels":{"unrelated":"label"}}}"""));

    private Task CreatePoolAsync(string name, string range) => _people.CreateAsync(
        new IPAddressPool
        {
            Metadata = new ObjectMeta { Namespace = HostedSilo.Namespace, Name = name },
            Spec = new IPAddressPoolSpec { Addresses = [range] },
        },
        default);

    private Task CreateServiceAsync(string name, string pool) => _people.CreateAsync(
        new Service
        {
            Metadata = new ObjectMeta
            {
                Namespace = "default",
                Name = name,
                Annotations = new(StringComparer.Ordinal) { ["metallb.io/address-pool"] = pool },
            },
            Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new() { Port = 80, Protocol = "TCP" }] },
        },
        default);

    private Task AllocatedAsync(int count) => _people.WaitForAsync<Event>(
        $"{count} events", events => events.Count(one => one.Reason == ServiceEventReason.IPAllocated) == count);

    private Task CountsAsync(string pool, long assigned) => _people.WaitForAsync<IPAddressPool>(
        $"{assigned} addresses of {pool}",
        pools => pools.Any(found => found.Metadata.Name == pool && found.Status?.AssignedIPv4 == assigned));
}
