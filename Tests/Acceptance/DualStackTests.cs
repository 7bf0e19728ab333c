using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Acceptance.Support;
using static MetalOrleans.Tests.Acceptance.Support.Cluster;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>Section 8.2, T-121 to T-128: two families.</summary>
public sealed class DualStackTests : IAsyncLifetime
{
    private const string V4 = "10.0.0.0/30";
    private const string V6 = "fd00:1::/126";
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Ref", "T-121")]
    public async Task T_121_a_pool_with_both_families_is_preferred_when_there_is_one()
    {
        await PoolsAsync(("a-single", [V4]), ("b-dual", ["10.0.1.0/30", V6]));

        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));

        await _cluster.HasAsync("web", "10.0.1.0", "fd00:1::");
    }

    [Fact]
    [Trait("Ref", "T-122")]
    [Trait("Ref", "S-013")]
    public async Task T_122_of_pools_with_one_family_the_one_with_IPv4_is_first()
    {
        await PoolsAsync(("a-six", [V6]), ("b-four", [V4]));

        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));

        await _cluster.HasAsync("web", "10.0.0.0");
    }

    [Fact]
    [Trait("Ref", "T-123")]
    [Trait("Ref", "S-013")]
    public async Task T_123_the_one_with_IPv6_is_first_when_the_service_names_IPv6_first()
    {
        await PoolsAsync(("a-four", [V4]), ("b-six", [V6]));

        await _cluster.CreateServiceAsync("web", Prefers("IPv6", "IPv4"));

        await _cluster.HasAsync("web", "fd00:1::");
    }

    [Fact]
    [Trait("Ref", "T-124")]
    [Trait("Ref", "S-052")]
    [Trait("Ref", "S-091")]
    public async Task T_124_an_address_is_added_when_the_pool_gets_the_other_family_and_the_first_stays()
    {
        await PoolsAsync(("pool", [V4]));
        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));
        await _cluster.HasAsync("web", "10.0.0.0");

        await _cluster.EditPoolAsync("pool", V4, V6);

        await _cluster.HasAsync("web", "10.0.0.0", "fd00:1::");
        await _cluster.HasEventAsync("web", "IPAllocated", "Assigned additional IP \"fd00:1::\"");
    }

    [Fact]
    [Trait("Ref", "S-052")]
    [Trait("Ref", "S-057")]
    public async Task The_other_family_is_added_as_soon_as_somebody_gives_it_up()
    {
        await PoolsAsync(("pool", [V4, "fd00:1::1/128"]));
        await _cluster.CreateServiceAsync("six", Specified(spec => spec with { IPFamilies = ["IPv6"] }));
        await _cluster.HasAsync("six", "fd00:1::1");
        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));
        await _cluster.HasAsync("web", "10.0.0.0");
        await _cluster.HasEventAsync("web", "AdditionalAssignFailed");

        await _cluster.DeleteAsync<Service>(Key("six"));

        await _cluster.HasAsync("web", "10.0.0.0", "fd00:1::1");
    }

    [Fact]
    [Trait("Ref", "T-125")]
    [Trait("Ref", "S-047")]
    public async Task T_125_requiring_both_families_loses_the_one_and_preferring_them_regains_it()
    {
        await PoolsAsync(("pool", [V4]));
        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));
        await _cluster.HasAsync("web", "10.0.0.0");

        await _cluster.EditServiceAsync("web", Specified(spec => spec with { IPFamilyPolicy = "RequireDualStack" }));
        await _cluster.IsPendingAsync("web");
        await _cluster.EditServiceAsync("web", Specified(spec => spec with { IPFamilyPolicy = "PreferDualStack" }));

        await _cluster.HasAsync("web", "10.0.0.0");
    }

    [Fact]
    [Trait("Ref", "T-126")]
    [Trait("Ref", "S-091")]
    [Trait("Invariant", "2")]
    public async Task T_126_a_service_does_not_jump_to_a_pool_with_both_families_that_comes_later()
    {
        await PoolsAsync(("b-single", [V4]));
        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));
        await _cluster.HasAsync("web", "10.0.0.0");

        await PoolsAsync(("a-dual", ["10.0.1.0/30", V6]));
        await _cluster.CreateServiceAsync("probe", Prefers("IPv4", "IPv6"));
        await _cluster.HasAsync("probe", "10.0.1.0", "fd00:1::");

        await _cluster.HasAsync("web", "10.0.0.0");
    }

    [Fact]
    [Trait("Ref", "T-127")]
    [Trait("Ref", "S-091")]
    public async Task T_127_a_service_moves_to_another_pool_with_both_families_when_its_own_loses_one()
    {
        await PoolsAsync(("a", [V4, V6]), ("b", ["10.0.1.0/30", "fd00:2::/126"]));
        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));
        await _cluster.HasAsync("web", "10.0.0.0", "fd00:1::");

        await _cluster.EditPoolAsync("a", V4);

        await _cluster.HasAsync("web", "10.0.1.0", "fd00:2::");
    }

    [Fact]
    [Trait("Ref", "T-128")]
    [Trait("Ref", "C-023")]
    public async Task T_128_a_pools_counters_follow_services_and_edits_of_both_families()
    {
        await PoolsAsync(("pool", [V4, V6]));
        await _cluster.HasCountersAsync("pool", 0, 4, 0, 4);

        await _cluster.CreateServiceAsync("web", Prefers("IPv4", "IPv6"));
        await _cluster.HasCountersAsync("pool", 1, 3, 1, 3);
        await _cluster.EditPoolAsync("pool", "10.0.0.0/29", V6);
        var grown = await _cluster.HasCountersAsync("pool", 1, 7, 1, 3);
        await _cluster.Client.UpdateStatusAsync(grown with { Status = grown.Status! with { AssignedIPv6 = 99 } }, default);
        await _cluster.HasCountersAsync("pool", 1, 7, 1, 3);
        await _cluster.DeleteAsync<Service>(Key("web"));

        await _cluster.HasCountersAsync("pool", 0, 8, 0, 4);
    }

    private static Func<Service, Service> Prefers(params string[] families) =>
        Specified(spec => spec with { IPFamilyPolicy = "PreferDualStack", IPFamilies = [.. families] });

    private async Task PoolsAsync(params (string Name, string[] Addresses)[] pools)
    {
        foreach (var (name, addresses) in pools)
        {
            await _cluster.CreatePoolAsync(name, addresses);
            await _cluster.Pools.WaitForAsync(Configured(name), found => found.Status is not null, "a status");
        }
    }
}
