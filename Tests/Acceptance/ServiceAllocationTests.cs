using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Acceptance.Support;
using static MetalOrleans.Tests.Acceptance.Support.Cluster;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>Section 8.2, T-115 to T-120: which pool a Service draws from, in which order.</summary>
public sealed class ServiceAllocationTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await StartAsync();
        await _cluster.CreateNamespaceAsync("red", "team=red");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Ref", "T-115")]
    public Task T_115_pools_of_a_namespace_are_used_up_by_priority_and_then_those_without_one() => UsesUpAsync(
        ("z-high", Pinned(10) with { Namespaces = ["red"] }),
        ("y-low", Pinned(20) with { Namespaces = ["red"] }),
        ("a-none", null));

    [Fact]
    [Trait("Ref", "T-116")]
    [Trait("Ref", "A-003")]
    public Task T_116_a_priority_alone_orders_pools() => UsesUpAsync(("z-first", Pinned(10)), ("a-second", Pinned(20)));

    [Fact]
    [Trait("Ref", "T-117")]
    [Trait("Ref", "C-017")]
    public Task T_117_a_pool_for_namespaces_by_label_comes_before_one_by_name_and_one_for_all() => UsesUpAsync(
        ("z-label", Pinned(10) with { NamespaceSelectors = [Match("team", "red")] }),
        ("y-name", Pinned(20) with { Namespaces = ["red"] }),
        ("a-none", null));

    [Fact]
    [Trait("Ref", "T-118")]
    [Trait("Ref", "C-018")]
    [Trait("Ref", "S-017")]
    public Task T_118_pools_for_services_by_label_are_used_by_priority_and_then_the_others() => UsesUpAsync(
        ("z-high", Pinned(10) with { ServiceSelectors = [Match("tier", "front")] }),
        ("y-low", Pinned(20) with { ServiceSelectors = [Match("tier", "front")] }),
        ("a-none", null));

    [Fact]
    [Trait("Ref", "T-119")]
    [Trait("Ref", "S-018")]
    public Task T_119_a_pool_by_service_label_a_pool_by_namespace_and_a_pool_for_all_in_that_order() => UsesUpAsync(
        ("z-service", Pinned(10) with { ServiceSelectors = [Match("tier", "front")] }),
        ("y-namespace", Pinned(20) with { Namespaces = ["red"] }),
        ("a-none", null));

    [Fact]
    [Trait("Ref", "T-120")]
    [Trait("Ref", "S-057")]
    public async Task T_120_a_relabelled_namespace_may_use_other_pools_from_then_on()
    {
        await _cluster.CreateNamespaceAsync("blue", "team=blue");
        await CreateAsync(("a-blue", Pinned(10) with { NamespaceSelectors = [Match("team", "blue")] }, "10.0.1.0/30"));
        await CreateAsync(("b-red", Pinned(20) with { NamespaceSelectors = [Match("team", "red"), Match("also", "red")] }, "10.0.2.0/31"));
        await _cluster.CreateServiceAsync("red/first");
        await _cluster.HasAsync("red/first", "10.0.2.0");
        await _cluster.CreateServiceAsync("blue/first");
        await _cluster.HasAsync("blue/first", "10.0.1.0");

        await _cluster.CreateServiceAsync("red/waiting", Annotated("metallb.io/address-pool=a-blue"));
        await _cluster.IsPendingAsync("red/waiting", "pool a-blue not compatible for ip assignment");

        await RelabelAsync("red", "team=blue", "also=red");
        await _cluster.HasAsync("red/waiting", "10.0.1.1");
        await _cluster.CreateServiceAsync("red/second");
        await _cluster.HasAsync("red/second", "10.0.1.2");
        await _cluster.HasAsync("red/first", "10.0.2.0");

        await _cluster.DeleteAsync<Service>(Key("red/second"));
        await _cluster.DeleteAsync<Service>(Key("red/waiting"));
        // Now nothing of the pool's selectors is left, so what it holds must go; nobody touched the Service.
        await RelabelAsync("red", "team=green");
        await _cluster.IsPendingAsync("red/first");
        await RelabelAsync("red", "team=red");
        await _cluster.HasAsync("red/first", "10.0.2.0");
        await _cluster.HasAsync("blue/first", "10.0.1.0");
    }

    [Fact]
    [Trait("Ref", "A-001")]
    [Trait("Ref", "Q-16")]
    public async Task A_pool_whose_selectors_match_no_namespace_is_open_to_nobody_not_even_on_request()
    {
        await CreateAsync(("nobody", Pinned(1) with { NamespaceSelectors = [Match("team", "none")] }, "10.0.1.0/31"));

        await _cluster.CreateServiceAsync("red/pool", Annotated("metallb.io/address-pool=nobody"));
        await _cluster.CreateServiceAsync("red/address", Annotated("metallb.io/loadBalancerIPs=10.0.1.0"));

        await _cluster.IsPendingAsync("red/pool", "pool nobody not compatible for ip assignment");
        await _cluster.IsPendingAsync("red/address", "pool nobody not compatible for ip assignment");
    }

    private static IPAddressPoolServiceAllocation Pinned(int priority) => new() { Priority = priority };

    private static LabelSelector Match(string key, string value) =>
        new() { MatchLabels = new(StringComparer.Ordinal) { [key] = value } };

    /// <summary>Gives each pool one address, and expects Services of namespace red to take them in this order.</summary>
    private async Task UsesUpAsync(params (string Name, IPAddressPoolServiceAllocation? Allocation)[] pools)
    {
        foreach (var (pool, index) in pools.Select((pool, index) => (pool, index)))
        {
            await CreateAsync((pool.Name, pool.Allocation, $"10.0.{index}.1/32"));
        }

        for (var i = 0; i < pools.Length; i++)
        {
            await _cluster.CreateServiceAsync($"red/s{i}", Labelled("tier=front"));
            var served = await _cluster.HasAsync($"red/s{i}", $"10.0.{i}.1");
            Assert.Equal(pools[i].Name, served.Metadata.Annotations!["metallb.io/ip-allocated-from-pool"]);
        }

        await _cluster.CreateServiceAsync("red/last", Labelled("tier=front"));
        await _cluster.IsPendingAsync("red/last", "no available IPs");
    }

    private async Task CreateAsync((string Name, IPAddressPoolServiceAllocation? Allocation, string Range) pool)
    {
        await _cluster.CreatePoolAsync(
            pool.Name, new IPAddressPoolSpec { Addresses = [pool.Range], ServiceAllocation = pool.Allocation });
        // Counted is known.
        await _cluster.Pools.WaitForAsync(Configured(pool.Name), found => found.Status is not null, "a status");
    }

    private Task RelabelAsync(string name, params string[] labels) => _cluster.EditAsync<Namespace>(
        ObjectKey.OfCluster(name),
        found => found with
        {
            Metadata = found.Metadata with
            {
                Labels = labels.Select(label => label.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
            },
        });
}
