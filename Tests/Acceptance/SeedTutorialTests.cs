using MetalOrleans.Tests.Acceptance.Support;
using static MetalOrleans.Tests.Acceptance.Support.Cluster;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>Seeds 003 and 004 followed to the letter (sections 9.4 and 9.5).</summary>
public sealed class SeedTutorialTests : IAsyncLifetime
{
    private readonly Lazy<SeedDocument> _concepts = new(() => SeedDocument.Open("003"));
    private readonly Lazy<SeedDocument> _tutorial = new(() => SeedDocument.Open("004"));
    private SeedCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await SeedCluster.StartAsync("ingress-nginx");

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [SeedFact]
    [Trait("Ref", "X-300")]
    [Trait("Ref", "X-301")]
    [Trait("Ref", "X-304")]
    public async Task A_service_is_pending_without_a_pool_and_served_with_one()
    {
        await _cluster.Cluster.CreateServiceAsync("web");
        Assert.Matches(@"web\s+LoadBalancer\s+\S+\s+<pending>", await _cluster.KubectlAsync("get svc web"));

        await _cluster.ApplyAsync(_concepts.Value.Block("kind: IPAddressPool"));

        await _cluster.Cluster.HasAsync("web", "172.18.255.200");
        await _cluster.Cluster.HasCountersAsync("pool", 1, 50);
    }

    [SeedFact]
    [Trait("Ref", "X-305")]
    [Trait("Ref", "X-306")]
    public async Task An_advertisement_in_capitals_is_refused_by_its_name_and_without_a_spec_it_means_all_pools()
    {
        var written = _concepts.Value.Block("kind: L2Advertisement");

        var said = await _cluster.RefuseAsync(written);
        await _cluster.ApplyAsync(written.Replace("name: L2", "name: l2", StringComparison.Ordinal));

        Assert.Contains("metadata.name: Invalid value: \"L2\"", said, StringComparison.Ordinal);
        await _cluster.Cluster.L2Advertisements.WaitForAsync(
            Configured("l2"), found => found.Status?.Conditions is [{ Type: "Accepted", Status: "True" }], "accepted");
    }

    [SeedFact]
    [Trait("Ref", "X-401")]
    [Trait("Ref", "X-402")]
    [Trait("Ref", "X-900")]
    public async Task The_exercise_ends_with_an_external_address()
    {
        await _cluster.ApplyAsync(_tutorial.Value.Block("name: first-pool", "name: example"));
        await _cluster.ApplyAsync(_tutorial.Value.Block("kind: Deployment"));
        await _cluster.ApplyAsync(_tutorial.Value.Block("name: nginx-service", "protocol: TCP\n      port: 80\n      targetPort: 80"));
        await _cluster.Cluster.HasAsync("nginx-service", "192.168.1.240");

        Assert.Matches(@"nginx-service\s+LoadBalancer\s+\S+\s+192\.168\.1\.240\s+80:\d+/TCP", await _cluster.KubectlAsync("get services"));
    }

    [SeedFact]
    [Trait("Ref", "X-404")]
    [Trait("Ref", "X-405")]
    [Trait("Ref", "X-406")]
    public async Task A_whole_network_has_256_addresses_and_the_rest_of_the_example_does_not_spoil_them()
    {
        await _cluster.ApplyAsync(_tutorial.Value.Block("203.0.113.0/24"));
        await _cluster.Cluster.HasCountersAsync("production-pool", 0, 256);

        await _cluster.Cluster.CreateServiceAsync("first");
        await _cluster.Cluster.CreateServiceAsync("last", Annotated("metallb.io/loadBalancerIPs=203.0.113.255"));

        await _cluster.Cluster.HasAsync("first", "203.0.113.0");
        await _cluster.Cluster.HasAsync("last", "203.0.113.255");
    }

    [SeedFact]
    [Trait("Ref", "X-408")]
    public async Task An_advertisement_may_name_interfaces()
    {
        await _cluster.ApplyAsync(_tutorial.Value.Block("name: layer2-pool", "eth0"));

        await _cluster.Cluster.L2Advertisements.WaitForAsync(
            Configured("layer2-advertisement"), found => found.Status?.Conditions is [{ Status: "True" }], "accepted");
        await _cluster.Cluster.HasCountersAsync("layer2-pool", 0, 11);
    }

    [SeedFact]
    [Trait("Ref", "X-409")]
    [Trait("Ref", "X-410")]
    [Trait("Ref", "X-412")]
    public async Task The_health_check_example_is_refused_for_its_port_and_works_without_it()
    {
        await _cluster.ApplyAsync(_tutorial.Value.Block("name: first-pool", "name: example"));
        var written = _tutorial.Value.Block("metallb.universe.tf/healthCheckNodePort");

        var said = await _cluster.RefuseAsync(written);
        await _cluster.ApplyAsync(written.Replace("  healthCheckNodePort: 8080", "", StringComparison.Ordinal));
        var served = await _cluster.Cluster.HasAsync("nginx-service", "192.168.1.240");

        Assert.Contains("spec.healthCheckNodePort", said, StringComparison.Ordinal);
        Assert.Equal([30080, 30443], served.Spec!.Ports!.Select(port => port.NodePort ?? 0));
        await _cluster.Cluster.HasEventAsync("nginx-service", "deprecatedAnnotation", "metallb.universe.tf/healthCheckNodePort");
    }

    [SeedFact]
    [Trait("Ref", "X-414")]
    public async Task An_ingress_controllers_service_gets_an_address()
    {
        await _cluster.ApplyAsync(_tutorial.Value.Block("name: first-pool", "name: example"));
        await _cluster.ApplyAsync(_tutorial.Value.Block("kind: Ingress"));

        await _cluster.Cluster.HasAsync("ingress-nginx/nginx-ingress", "192.168.1.240");
    }
}
