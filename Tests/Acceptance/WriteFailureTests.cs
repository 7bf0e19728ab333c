using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.Tests.Acceptance.Support;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>An API server that refuses some writes: only what they concern is late.</summary>
public sealed class WriteFailureTests : IAsyncLifetime
{
    private readonly FaultPlan _faults = new();
    private EmbeddedApiServer _server = null!;
    private Cluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions
            {
                Faults = _faults,
                Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "tester" },
            },
            default);
        _cluster = await Cluster.StartAsync(_server);
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("Ref", "Q-18")]
    [Trait("Ref", "S-060")]
    public async Task A_service_whose_status_cannot_be_written_keeps_no_other_from_its_address()
    {
        _faults.Add(new Fault { Verb = "update", Resource = "services", Subresource = "status", Name = "stuck", Status = 500, Count = 0 });
        await _cluster.CreatePoolAsync("pool", "10.0.0.0/30");
        await _cluster.CreateServiceAsync("stuck");
        await _cluster.HasCountersAsync("pool", 1, 3);

        await _cluster.CreateServiceAsync("web");
        await _cluster.HasAsync("web", "10.0.0.1");
        await _cluster.RestartAsync();
        await _cluster.CreateServiceAsync("after");
        await _cluster.Services.WaitForAsync(
            Cluster.Key("after"), service => service.Status?.LoadBalancer?.Ingress is { Count: 1 }, "an address");
        await _cluster.HasAsync("web", "10.0.0.1");
        _faults.Clear();

        await _cluster.Services.WaitForAsync(
            Cluster.Key("stuck"), service => service.Status?.LoadBalancer?.Ingress is { Count: 1 }, "an address");
    }

    [Fact]
    [Trait("Ref", "S-060")]
    [Trait("Ref", "C-153")]
    public async Task Statuses_are_written_when_the_server_lets_them_be()
    {
        _faults.Add(new Fault { Verb = "update", Resource = "ipaddresspools", Subresource = "status", Name = "first", Status = 500, Count = 3 });
        _faults.Add(new Fault { Verb = "create", Resource = "configurationstates", Status = 503, Count = 2 });
        await _cluster.CreatePoolAsync("first", "10.0.0.0/30");
        await _cluster.CreatePoolAsync("second", "10.0.1.0/30");

        await _cluster.HasCountersAsync("second", 0, 4);
        await _cluster.HasCountersAsync("first", 0, 4);
        await _cluster.States.WaitForAsync(
            Cluster.Configured("controller"), state => state.Status is { Result: "Valid" }, "Valid");
    }
}
