using MetalOrleans.Tests.Acceptance.Support;
using static MetalOrleans.Tests.Acceptance.Support.Cluster;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>Seed 000 followed to the letter (section 9.1).</summary>
public sealed class SeedLayer2Tests : IAsyncLifetime
{
    private readonly Lazy<SeedDocument> _seed = new(() => SeedDocument.Open("000"));
    private SeedCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await SeedCluster.StartAsync("traefik");

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [SeedFact]
    [Trait("Ref", "X-005")]
    [Trait("Ref", "X-006")]
    [Trait("Ref", "X-007")]
    [Trait("Ref", "X-030")]
    public async Task Pools_and_advertisements_are_applied_and_shown_with_their_use()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("name: production-pool", "kind: IPAddressPool"));
        await _cluster.ApplyAsync(_seed.Value.Block("name: production-l2"));
        await _cluster.Cluster.HasCountersAsync("production-pool", 0, 11);

        var table = await _cluster.KubectlAsync("get ipaddresspools,l2advertisements -n metallb-system");
        var description = await _cluster.KubectlAsync("describe ipaddresspool production-pool -n metallb-system");

        Assert.Matches(@"AUTO ASSIGN\s+AVOID BUGGY IPS\s+ADDRESSES", table);
        Assert.Matches(@"IPADDRESSPOOLS\s+IPADDRESSPOOL SELECTORS\s+INTERFACES", table);
        Assert.Matches(@"availableIPv4:\s+11", description);
        Assert.Matches(@"Reason:\s+Accepted", description);
    }

    [SeedFact]
    [Trait("Ref", "X-008")]
    public async Task A_second_range_is_added_to_a_pool_in_use_and_disturbs_nobody()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        for (var i = 0; i < 12; i++)
        {
            await _cluster.Cluster.CreateServiceAsync($"s{i:00}");
        }

        await _cluster.Cluster.HasCountersAsync("default-pool", 11, 0);
        var before = await _cluster.KubectlAsync("get svc -o jsonpath={.items[*].status.loadBalancer.ingress[*].ip}");
        var edit = _seed.Value.Block("kubectl edit ipaddresspool", "# Exemplo");
        await _cluster.KubectlAsync(
            "patch ipaddresspool default-pool -n metallb-system --type=merge --patch-file /dev/stdin", edit[edit.IndexOf("spec:", StringComparison.Ordinal)..]);

        await _cluster.Cluster.HasCountersAsync("default-pool", 12, 10);
        var after = await _cluster.KubectlAsync("get svc -o jsonpath={.items[*].status.loadBalancer.ingress[*].ip}");
        Assert.Equal(["192.168.1.100"], after.Split(' ').Except(before.Split(' ')));
        Assert.Empty(before.Split(' ').Except(after.Split(' ')));
    }

    [SeedFact]
    [Trait("Ref", "X-009")]
    public async Task A_pool_may_have_ranges_of_several_subnets_and_single_addresses()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# multi-range-pool.yaml"));

        await _cluster.Cluster.HasCountersAsync("multi-range-pool", 0, 23);
    }

    [SeedFact]
    [Trait("Ref", "X-006")]
    [Trait("Ref", "X-020")]
    public async Task The_basic_service_gets_the_first_address_and_the_three_ways_of_reading_it_work()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# l2advertisement.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# traefik-service.yaml"));
        await _cluster.Cluster.HasAsync("traefik/traefik", "192.168.1.240");

        Assert.Matches(@"traefik\s+LoadBalancer\s+\S+\s+192\.168\.1\.240\s+80:\d+/TCP,443:\d+/TCP", await _cluster.KubectlAsync("get svc traefik -n traefik"));
        Assert.Equal("192.168.1.240", await _cluster.KubectlAsync("get svc -A -o jsonpath={.items[?(@.spec.type==\"LoadBalancer\")].status.loadBalancer.ingress[0].ip}"));
        Assert.Matches(@"traefik\s+traefik\s+LoadBalancer\s+192\.168\.1\.240", await _cluster.KubectlAsync(
            "get svc -A -o custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,TYPE:.spec.type,EXTERNAL-IP:.status.loadBalancer.ingress[0].ip"));
    }

    [SeedFact]
    [Trait("Ref", "X-010")]
    [Trait("Ref", "X-900")]
    [Trait("Ref", "S-008")]
    public async Task The_old_annotation_for_an_address_is_honoured_and_warned_of()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# Service com IP fixo"));

        await _cluster.Cluster.HasAsync("traefik/traefik", "192.168.1.240");
        await _cluster.Cluster.HasEventAsync("traefik/traefik", "deprecatedAnnotation", "metallb.universe.tf/loadBalancerIPs");
    }

    [SeedFact]
    [Trait("Ref", "X-011")]
    [Trait("Ref", "S-004")]
    public async Task Annotation_and_field_together_fail_as_they_do_in_MetalLB()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# traefik-fixed-ip.yaml"));

        await _cluster.Cluster.IsPendingAsync(
            "traefik/traefik", "service can not have both metallb.io/loadBalancerIPs and svc.Spec.LoadBalancerIP");
    }

    [SeedFact]
    [Trait("Ref", "X-012")]
    [Trait("Ref", "X-034")]
    [Trait("Ref", "X-035")]
    public async Task An_address_outside_every_pool_or_in_use_is_not_given()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        await _cluster.Cluster.CreateServiceAsync("outside", Specified(spec => spec with { LoadBalancerIP = "192.168.1.5" }));
        await _cluster.Cluster.CreateServiceAsync("first", Specified(spec => spec with { LoadBalancerIP = "192.168.1.240" }));
        await _cluster.Cluster.HasAsync("first", "192.168.1.240");
        await _cluster.Cluster.CreateServiceAsync("second", Specified(spec => spec with { LoadBalancerIP = "192.168.1.240" }));

        await _cluster.Cluster.IsPendingAsync("outside", "[\"192.168.1.5\"] is not allowed in config");
        await _cluster.Cluster.IsPendingAsync("second", "existing service does not allow sharing");
        await _cluster.KubectlAsync(
            "patch ipaddresspool default-pool -n metallb-system --type=merge --patch {\"spec\":{\"autoAssign\":false}}");
        await _cluster.Cluster.Pools.WaitForAsync(
            Configured("default-pool"), pool => pool.Status?.Conditions is [{ ObservedGeneration: 2 }], "judged again");
        await _cluster.Cluster.CreateServiceAsync("any");
        await _cluster.Cluster.IsPendingAsync("any", "no available IPs");
        await _cluster.Cluster.HasAsync("first", "192.168.1.240");
    }

    [SeedFact]
    [Trait("Ref", "X-018")]
    [Trait("Ref", "S-056")]
    public async Task Removing_the_annotation_keeps_the_address_and_another_value_moves_it()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# Service com IP fixo"));
        await _cluster.Cluster.HasAsync("traefik/traefik", "192.168.1.240");

        await _cluster.KubectlAsync("annotate svc traefik -n traefik metallb.universe.tf/loadBalancerIPs-");
        await _cluster.Cluster.CreateServiceAsync("probe");
        await _cluster.Cluster.HasAsync("probe", "192.168.1.241");
        await _cluster.Cluster.HasAsync("traefik/traefik", "192.168.1.240");
        await _cluster.KubectlAsync("annotate svc traefik -n traefik metallb.universe.tf/loadBalancerIPs=192.168.1.242");

        await _cluster.Cluster.HasAsync("traefik/traefik", "192.168.1.242");
    }

    [SeedFact]
    [Trait("Ref", "X-019")]
    [Trait("Ref", "X-031")]
    [Trait("Ref", "A-006")]
    public async Task A_service_made_anew_gets_the_lowest_free_address_and_a_deleted_pool_takes_its_addresses_along()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# traefik-service.yaml"));
        await _cluster.Cluster.HasAsync("traefik/traefik", "192.168.1.240");

        await _cluster.KubectlAsync("delete svc traefik -n traefik");
        await _cluster.ApplyAsync(_seed.Value.Block("# traefik-service.yaml"));
        await _cluster.Cluster.HasAsync("traefik/traefik", "192.168.1.240");
        await _cluster.KubectlAsync("delete ipaddresspool default-pool -n metallb-system");

        await _cluster.Cluster.HasAsync("traefik/traefik");
    }

    [SeedFact]
    [Trait("Ref", "X-024")]
    [Trait("Ref", "S-080")]
    public async Task Events_of_a_service_are_in_its_own_namespace_and_those_of_a_refused_pool_in_the_configurations()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("# ipaddresspool.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# multi-range-pool.yaml"));
        await _cluster.ApplyAsync(_seed.Value.Block("# traefik-service.yaml"));
        await _cluster.Cluster.HasEventAsync("traefik/traefik", "IPAllocated");
        await _cluster.Cluster.EventAsync(Configured("multi-range-pool"), "ConfigurationRefused", "overlaps with already defined CIDR");

        var here = await _cluster.KubectlAsync("get events -n metallb-system --sort-by=.lastTimestamp");
        var there = await _cluster.KubectlAsync("get events -n traefik --sort-by=.lastTimestamp");

        Assert.DoesNotContain("IPAllocated", here, StringComparison.Ordinal);
        Assert.Contains("overlaps with already defined CIDR", here, StringComparison.Ordinal);
        Assert.Matches(@"Normal\s+IPAllocated\s+service/traefik\s+Assigned IP \[""192\.168\.1\.240""\]", there);
    }

    [SeedFact]
    [Trait("Ref", "X-013")]
    [Trait("Ref", "X-015")]
    public async Task The_objects_for_BGP_are_applied()
    {
        await _cluster.ApplyAsync(_seed.Value.Block("name: router-peer"));
        await _cluster.ApplyAsync(_seed.Value.Block("# bgppeer.yaml"));

        Assert.Matches(@"router\s+192\.168\.1\.1\s+64501", await _cluster.KubectlAsync("get bgppeers -n metallb-system"));
    }
}
