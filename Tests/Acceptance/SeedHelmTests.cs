using MetalOrleans.Tests.Acceptance.Support;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>Seeds 001 and 002 followed to the letter (sections 9.2 and 9.3).</summary>
public sealed class SeedHelmTests : IAsyncLifetime
{
    private readonly Lazy<SeedDocument> _french = new(() => SeedDocument.Open("001"));
    private readonly Lazy<SeedDocument> _argo = new(() => SeedDocument.Open("002"));
    private SeedCluster _cluster = null!;

    private string FrenchPool => _french.Value.Block("apiVersion", "kind: IPAddressPool", "name: default", "192.168.1.220-192.168.1.250");

    public async Task InitializeAsync() => _cluster = await SeedCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [SeedFact]
    [Trait("Ref", "X-104")]
    [Trait("Ref", "X-105")]
    [Trait("Ref", "X-106")]
    public async Task A_service_gets_the_first_of_31_addresses_and_on_request_one_of_its_own()
    {
        await _cluster.ApplyAsync(FrenchPool);
        await _cluster.ApplyAsync(_french.Value.Block("name: l2-advert"));
        await _cluster.Cluster.HasCountersAsync("default", 0, 31);
        await _cluster.ApplyAsync(_french.Value.Block("# MetalLB assignera une IP"));
        await _cluster.Cluster.HasAsync("my-service", "192.168.1.220");

        await _cluster.ApplyAsync(_french.Value.Block("loadBalancerIP: 192.168.1.225"));

        await _cluster.Cluster.HasAsync("my-service", "192.168.1.225");
        await _cluster.Cluster.HasCountersAsync("default", 1, 30);
    }

    [SeedFact]
    [Trait("Ref", "X-103")]
    public async Task Values_of_somebodys_own_chart_are_no_object()
    {
        var said = await _cluster.RefuseAsync(_french.Value.Block("metallb:", "31 IPs disponibles"));

        Assert.Contains("apiVersion not set", said, StringComparison.Ordinal);
    }

    [SeedFact]
    [Trait("Ref", "X-107")]
    public async Task The_old_annotation_for_a_pool_is_honoured_and_warned_of()
    {
        await _cluster.ApplyAsync(FrenchPool);
        await _cluster.ApplyAsync(_french.Value.Block("metallb.universe.tf/address-pool: default"));

        await _cluster.Cluster.HasAsync("my-service", "192.168.1.220");
        await _cluster.Cluster.HasEventAsync("my-service", "deprecatedAnnotation", "metallb.universe.tf/address-pool");
    }

    [SeedFact]
    [Trait("Ref", "X-108")]
    [Trait("Ref", "S-030")]
    public async Task Two_services_share_an_address_on_different_ports()
    {
        await _cluster.ApplyAsync(FrenchPool);
        await _cluster.ApplyAsync(_french.Value.Block("my-service-http", "my-service-https"));

        await _cluster.Cluster.HasAsync("my-service-http", "192.168.1.230");
        await _cluster.Cluster.HasAsync("my-service-https", "192.168.1.230");
        await _cluster.Cluster.HasCountersAsync("default", 1, 30);
    }

    [SeedFact]
    [Trait("Ref", "X-125")]
    [Trait("Ref", "X-129")]
    public async Task A_pool_that_is_not_for_everybody_serves_those_who_name_it()
    {
        await _cluster.ApplyAsync(_french.Value.Block("name: production", "name: development"));
        await _cluster.Cluster.HasCountersAsync("production", 0, 6);
        await _cluster.Cluster.HasCountersAsync("development", 0, 11);
        var usage = _french.Value.Block("metallb.universe.tf/address-pool: production");

        // As written it has neither a name nor ports.
        await _cluster.RefuseAsync(usage);
        await _cluster.ApplyAsync(usage.Replace("metadata:", "metadata:\n  name: named", StringComparison.Ordinal) + "  ports: [{port: 80}]\n");
        await _cluster.Cluster.CreateServiceAsync("other");

        await _cluster.Cluster.HasAsync("named", "192.168.1.240");
        await _cluster.Cluster.HasAsync("other", "192.168.1.220");
    }

    [SeedFact]
    [Trait("Ref", "X-200")]
    [Trait("Ref", "X-201")]
    [Trait("Ref", "X-202")]
    [Trait("Ref", "X-215")]
    public async Task The_pool_said_to_have_20_addresses_has_21_and_the_lowest_is_given_first()
    {
        await _cluster.ApplyAsync(_argo.Value.Block("pod-security.kubernetes.io/enforce"));
        await _cluster.ApplyAsync(_argo.Value.Block("name: default-pool", "# 20 available IPs"));
        await _cluster.ApplyAsync(_argo.Value.Block("name: default-advertisement"));
        await _cluster.Cluster.HasCountersAsync("default-pool", 0, 21);

        await _cluster.Cluster.CreateServiceAsync("traefik");

        await _cluster.Cluster.HasAsync("traefik", "192.168.1.200");
    }

    [SeedFact]
    [Trait("Ref", "X-205")]
    [Trait("Ref", "X-206")]
    public async Task Pools_without_a_namespace_serve_nobody_with_or_without_a_separator()
    {
        var written = _argo.Value.Block("name: production-pool", "name: development-pool");
        var together = await _cluster.Cluster.KubectlAsync(written, "apply", "-f", "-");
        var separated = written.Replace("# Development pool", "---\n# Development pool", StringComparison.Ordinal);

        // In the namespace default they have no effect; where a webhook is asked, it says so at once.
        var applied = await _cluster.Cluster.KubectlAsync(separated, "apply", "-f", "-");
        await _cluster.Cluster.CreatePoolAsync("right", "192.168.1.205/32");
        await _cluster.Cluster.CreateServiceAsync("web");
        await _cluster.Cluster.HasAsync("web", "192.168.1.205");

        Assert.All([together, applied], result => Assert.True(
            result.ExitCode == 0 || result.Error.Contains("resource must be created in metallb-system namespace", StringComparison.Ordinal),
            result.Error));
    }

    [SeedFact]
    [Trait("Ref", "X-207")]
    [Trait("Ref", "X-208")]
    [Trait("Ref", "X-209")]
    [Trait("Ref", "X-210")]
    [Trait("Ref", "X-902")]
    public async Task Annotations_that_never_existed_are_warned_of_and_mean_nothing()
    {
        await _cluster.ApplyAsync(_argo.Value.Block("name: default-pool", "# 20 available IPs"));
        var written = _argo.Value.Block("metallb.universe.tf/loadBalancer-class: metallb");
        await _cluster.ApplyAsync(written.Replace("metadata:", "metadata:\n  name: fixed", StringComparison.Ordinal) + "  ports: [{port: 80}]\n");

        var served = await _cluster.Cluster.HasAsync("fixed", "192.168.1.205");

        Assert.Null(served.Spec!.LoadBalancerClass);
        Assert.Equal("default-pool", served.Metadata.Annotations!["metallb.universe.tf/ip-allocated-from-pool"]);
        await _cluster.Cluster.HasEventAsync("fixed", "deprecatedAnnotation", "metallb.universe.tf/loadBalancer-class");
        await _cluster.Cluster.HasEventAsync("fixed", "deprecatedAnnotation", "metallb.universe.tf/ip-allocated-from-pool");
    }

    [SeedFact]
    [Trait("Ref", "X-212")]
    [Trait("Ref", "X-213")]
    public async Task A_backup_is_applied_again_and_changes_no_assignment()
    {
        await _cluster.ApplyAsync(_argo.Value.Block("name: default-pool", "# 20 available IPs"));
        await _cluster.Cluster.CreateServiceAsync("web");
        await _cluster.Cluster.HasCountersAsync("default-pool", 1, 20);
        var backup = await _cluster.KubectlAsync("get ipaddresspool -n metallb-system -o yaml");

        await _cluster.KubectlAsync("delete ipaddresspool default-pool -n metallb-system");
        await _cluster.Cluster.HasAsync("web");
        await _cluster.ApplyAsync(backup);

        await _cluster.Cluster.HasAsync("web", "192.168.1.200");
        await _cluster.Cluster.HasCountersAsync("default-pool", 1, 20);
    }
}
