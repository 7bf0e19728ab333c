using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Acceptance.Support;
using static MetalOrleans.Tests.Acceptance.Support.Cluster;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>Section 8.2, l2tests/assignment.go: who gets, keeps and loses which address.</summary>
public sealed class AssignmentTests : IAsyncLifetime
{
    private const string IPs = ServiceAnnotations.LoadBalancerIPs;
    private const string Sharing = ServiceAnnotations.AllowSharedIP;
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Ref", "T-110")]
    [Trait("Ref", "S-001")]
    [Trait("Ref", "W-104")]
    public async Task T_110_an_address_goes_to_who_waits_for_it_when_its_holder_changes_type_or_is_deleted()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1/32");
        await _cluster.CreateServiceAsync("first");
        await _cluster.HasAsync("first", "10.0.0.1");
        await _cluster.CreateServiceAsync("second");
        await _cluster.IsPendingAsync("second", "no available IPs");

        await _cluster.EditServiceAsync("first", Specified(spec => spec with { Type = "ClusterIP" }));
        await _cluster.HasAsync("second", "10.0.0.1");
        await _cluster.CreateServiceAsync("third");
        await _cluster.IsPendingAsync("third", "no available IPs");
        await _cluster.DeleteAsync<Service>(Key("second"));

        await _cluster.HasAsync("third", "10.0.0.1");
        await _cluster.Services.WaitForAsync(
            Key("first"),
            service => service.Metadata.Annotations?.ContainsKey(ServiceAnnotations.AllocatedFromPool) != true,
            "without the pool's annotation");
    }

    [Fact]
    [Trait("Ref", "T-111")]
    [Trait("Ref", "S-059")]
    [Trait("Ref", "W-103")]
    [Trait("Invariant", "2")]
    public async Task T_111_assigned_services_keep_their_addresses_over_five_restarts_and_pending_ones_stay_pending()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1-10.0.0.2");
        // The pending ones come first by name, and one was created before the assigned ones lost theirs to it.
        await _cluster.CreateServiceAsync("y-assigned");
        await _cluster.HasAsync("y-assigned", "10.0.0.1");
        await _cluster.CreateServiceAsync("z-assigned");
        await _cluster.HasAsync("z-assigned", "10.0.0.2");
        await _cluster.CreateServiceAsync("a-pending");
        await _cluster.CreateServiceAsync("b-pending");
        await _cluster.IsPendingAsync("a-pending");
        await _cluster.IsPendingAsync("b-pending");

        for (var i = 0; i < 5; i++)
        {
            await _cluster.RestartAsync();
            await _cluster.HasAsync("y-assigned", "10.0.0.1");
            await _cluster.HasAsync("z-assigned", "10.0.0.2");
            await _cluster.HasAsync("a-pending");
            await _cluster.HasAsync("b-pending");
        }

        await _cluster.HasCountersAsync("pool", 2, 0);
    }

    [Fact]
    [Trait("Ref", "T-112")]
    [Trait("Ref", "S-031")]
    [Trait("Ref", "S-035")]
    [Trait("Ref", "W-104")]
    public async Task T_112_services_are_reconsidered_when_what_sharing_depends_on_changes()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1/32");
        await _cluster.CreateServiceAsync("first", Shared(80, "a"));
        await _cluster.HasAsync("first", "10.0.0.1");
        await _cluster.CreateServiceAsync("second", Shared(443, "b"));
        await _cluster.HasAsync("second", "10.0.0.1");

        await _cluster.EditServiceAsync("second", Specified(spec => spec with { ExternalTrafficPolicy = "Local" }));
        await _cluster.IsPendingAsync("second", "no available IPs");
        await _cluster.EditServiceAsync("second", Specified(spec => spec with { ExternalTrafficPolicy = "Cluster" }));
        await _cluster.HasAsync("second", "10.0.0.1");
        await _cluster.EditServiceAsync("second", Specified(spec => spec with { ExternalTrafficPolicy = "Local" }));
        await _cluster.HasAsync("second");
        await _cluster.EditServiceAsync("first", Specified(spec => spec with { ExternalTrafficPolicy = "Local" }));
        await _cluster.HasAsync("second");
        // Same policy, and with this the same backends: nothing of the second changes, it has to be woken.
        await _cluster.EditServiceAsync("first", Specified(spec => spec with { Selector = Selector("b") }));

        await _cluster.HasAsync("second", "10.0.0.1");
        await _cluster.HasAsync("first", "10.0.0.1");
    }

    [Fact]
    [Trait("Ref", "S-035")]
    [Trait("Ref", "S-057")]
    public async Task A_holder_that_begins_to_share_or_gives_up_a_port_lets_in_who_waits()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1/32");
        await _cluster.CreateServiceAsync("holder");
        await _cluster.HasAsync("holder", "10.0.0.1");
        await _cluster.CreateServiceAsync("key", Shared(443, "a"));
        await _cluster.CreateServiceAsync("port", Shared(80, "a"));
        await _cluster.IsPendingAsync("key");
        await _cluster.IsPendingAsync("port");

        await _cluster.EditServiceAsync("holder", Annotated($"{Sharing}=k"));
        await _cluster.HasAsync("key", "10.0.0.1");
        await _cluster.HasAsync("port");
        await _cluster.EditServiceAsync("holder", Specified(spec => spec with { Ports = [new() { Port = 8080, Protocol = "TCP" }] }));

        await _cluster.HasAsync("port", "10.0.0.1");
    }

    [Fact]
    [Trait("Ref", "S-036")]
    [Trait("Ref", "W-105")]
    public async Task Who_leaves_a_shared_address_by_its_key_is_told_so_and_moves_and_namespaces_may_share()
    {
        await _cluster.CreateNamespaceAsync("other");
        await _cluster.CreatePoolAsync("pool", "10.0.0.1-10.0.0.2");
        await _cluster.CreateServiceAsync("first", Shared(80, "a"));
        await _cluster.HasAsync("first", "10.0.0.1");
        await _cluster.CreateServiceAsync("other/second", Shared(443, "a"));
        await _cluster.HasAsync("other/second", "10.0.0.1");

        await _cluster.EditServiceAsync("other/second", Annotated($"{Sharing}=another"));

        await _cluster.HasAsync("other/second", "10.0.0.2");
        await _cluster.HasEventAsync(
            "other/second", "ClearAssignment", "can't change sharing key for \"other/second\", address also in use by default/first");
        await _cluster.HasAsync("first", "10.0.0.1");
    }

    [Fact]
    [Trait("Ref", "T-113")]
    [Trait("Ref", "A-061")]
    [Trait("Ref", "A-063")]
    [Trait("Ref", "X-031")]
    public async Task T_113_without_any_pool_every_status_is_emptied()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1/32");
        await _cluster.CreateServiceAsync("web");
        await _cluster.HasAsync("web", "10.0.0.1");

        await _cluster.DeleteAsync<IPAddressPool>(Configured("pool"));

        var emptied = await _cluster.HasAsync("web");
        Assert.DoesNotContain(ServiceAnnotations.AllocatedFromPool, emptied.Metadata.Annotations?.Keys.ToArray() ?? []);
    }

    [Fact]
    [Trait("Ref", "T-114")]
    [Trait("Ref", "S-048")]
    public async Task T_114_a_service_moves_to_another_pool_when_its_own_is_deleted()
    {
        await _cluster.CreatePoolAsync("a", "10.0.0.1/32");
        await _cluster.CreatePoolAsync("b", "10.0.1.1/32");
        await _cluster.CreateServiceAsync("web");
        await _cluster.HasAsync("web", "10.0.0.1");

        await _cluster.DeleteAsync<IPAddressPool>(Configured("a"));

        await _cluster.HasAsync("web", "10.0.1.1");
        await _cluster.HasEventAsync("web", "ClearAssignment", "is not allowed in config");
        await _cluster.HasCountersAsync("b", 1, 0);
    }

    [Fact]
    [Trait("Ref", "X-008")]
    [Trait("Ref", "X-213")]
    [Trait("Ref", "A-060")]
    [Trait("Ref", "A-064")]
    public async Task A_pool_that_grows_serves_who_waits_and_one_that_shrinks_moves_whom_it_must()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1/32");
        await _cluster.CreateServiceAsync("first");
        await _cluster.HasAsync("first", "10.0.0.1");
        await _cluster.CreateServiceAsync("second");
        await _cluster.IsPendingAsync("second");

        await _cluster.EditPoolAsync("pool", "10.0.0.1/32", "10.0.0.8/31");
        await _cluster.HasAsync("second", "10.0.0.8");
        await _cluster.HasCountersAsync("pool", 2, 1);
        await _cluster.EditPoolAsync("pool", "10.0.0.8/31");

        await _cluster.HasAsync("first", "10.0.0.9");
        await _cluster.HasAsync("second", "10.0.0.8");
        await _cluster.HasCountersAsync("pool", 2, 0);
    }

    [Fact]
    [Trait("Ref", "S-055")]
    [Trait("Ref", "S-056")]
    public async Task A_wish_that_cannot_be_met_empties_the_status_and_is_met_as_soon_as_it_can_be()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1-10.0.0.2");
        await _cluster.CreateServiceAsync("first");
        await _cluster.HasAsync("first", "10.0.0.1");
        await _cluster.CreateServiceAsync("second");
        await _cluster.HasAsync("second", "10.0.0.2");

        await _cluster.EditServiceAsync("second", Annotated($"{IPs}=10.0.0.1"));
        await _cluster.IsPendingAsync("second", "existing service does not allow sharing");
        await _cluster.EditServiceAsync("first", Annotated($"{IPs}=10.0.0.2"));

        await _cluster.HasAsync("first", "10.0.0.2");
        await _cluster.HasAsync("second", "10.0.0.1");
    }

    [Fact]
    [Trait("Ref", "T-130")]
    [Trait("Ref", "S-002")]
    public async Task T_130_a_service_of_another_class_is_not_touched()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.1-10.0.0.2");
        await _cluster.CreateServiceAsync("foreign", Specified(spec => spec with { LoadBalancerClass = "example.com/other" }));
        await _cluster.CreateServiceAsync("web");
        await _cluster.HasAsync("web", "10.0.0.1");

        var foreign = await _cluster.HasAsync("foreign");
        Assert.Null(foreign.Metadata.Annotations);
        await _cluster.HasCountersAsync("pool", 1, 1);
    }

    private static Func<Service, Service> Shared(int port, string app) => service => Specified(spec => spec with
    {
        Ports = [new() { Port = port, Protocol = "TCP" }],
        Selector = Selector(app),
    })(Annotated($"{Sharing}=k")(service));

    private static Dictionary<string, string> Selector(string app) => new(StringComparer.Ordinal) { ["app"] = app };
}
