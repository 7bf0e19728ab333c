using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Tests.ApiServer;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>Reservations and policies on a whole silo, across restarts.</summary>
public sealed class KeepingTests : IAsyncLifetime
{
    private const string Here = "metallb-system";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;

    private KubernetesClient Client => _silo.Client;

    public async Task InitializeAsync()
    {
        _silo = await StandaloneSilo.StartAsync(_directory);
        await Client.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "p", Namespace = Here },
                Spec = new IPAddressPoolSpec { Addresses = ["10.0.0.1-10.0.0.4"] },
            },
            default);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_counted_reservation_has_its_addresses_before_the_Service_exists_and_after_a_restart()
    {
        await ReserveAsync("web", new IPReservationSpec { Count = new IPReservationCount { Ipv4 = 2 } }, "late");
        var picked = await Client.WaitForAsync<IPReservation>(Here, "web", "two addresses", HasAddresses("10.0.0.1 10.0.0.2"));
        await ServeAsync("other");
        Assert.Equal("10.0.0.3", await AddressOfAsync("other"));
        await Client.DeleteAsync<Service>(new ObjectKey("default", "other"), default, default);

        await RestartAsync();
        await ServeAsync("second");

        // The second comes first after the restart, and finds the two addresses taken all the same.
        Assert.Equal("10.0.0.3", await AddressOfAsync("second"));
        await ServeAsync("late");
        Assert.Equal("10.0.0.1", await AddressOfAsync("late"));
        var used = await Client.WaitForAsync<IPReservation>(Here, "web", "the user", item => item.Status?.InUse == 1);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], used.Status!.Addresses!);
        Assert.Equal(("10.0.0.1", "default", "late"), (used.Status.Used![0].Address, used.Status.Used[0].Namespace, used.Status.Used[0].Name));
        Assert.Equal("True", Condition(picked.Status!.Conditions, "Accepted").Status);
        Assert.Equal("Reserved", Condition(used.Status.Conditions, "Ready").Reason);
    }

    [Fact]
    public async Task Others_are_refused_with_the_name_of_the_reservation_and_get_the_address_when_it_is_gone()
    {
        await ReserveAsync("all", new IPReservationSpec { Addresses = ["10.0.0.0/29"] }, "web");
        var partly = await Client.WaitForAsync<IPReservation>(
            Here, "all", "a condition", item => Condition(item.Status?.Conditions, "Ready").Reason == "NotInPool");
        Assert.Equal("10.0.0.0 is not in pool \"p\"", Condition(partly.Status!.Conditions, "Ready").Message);

        await ServeAsync("automatic");
        await ServeAsync("explicit", ("metallb.io/loadBalancerIPs", "10.0.0.2"));
        await EventAsync("automatic", "IPReservation \"all\"");
        await EventAsync("explicit", "\"10.0.0.2\" is reserved by IPReservation \"all\"");
        await Client.DeleteAsync<IPReservation>(new ObjectKey(Here, "all"), default, default);

        Assert.Equal("10.0.0.2", await AddressOfAsync("explicit"));
        Assert.NotEmpty(await AddressOfAsync("automatic"));
    }

    [Fact]
    public async Task An_address_is_held_for_its_owner_over_a_restart_and_released_by_time()
    {
        await PolicyAsync(new PoolPolicySpec { HoldFor = "1h" });
        await ServeAsync("first");
        Assert.Equal("10.0.0.1", await AddressOfAsync("first"));
        await ServeAsync("web");
        Assert.Equal("10.0.0.2", await AddressOfAsync("web"));
        await Client.DeleteAsync<Service>(new ObjectKey("default", "first"), default, default);
        await Client.DeleteAsync<Service>(new ObjectKey("default", "web"), default, default);
        await HeldAsync("10.0.0.1 10.0.0.2");

        await RestartAsync();
        await ServeAsync("stranger");
        Assert.Equal("10.0.0.3", await AddressOfAsync("stranger"));
        await ServeAsync("web");
        Assert.Equal("10.0.0.2", await AddressOfAsync("web"));
        await HeldAsync("10.0.0.1");

        await Client.DeleteAsync<PoolPolicy>(new ObjectKey(Here, "policy"), default, default);
        await ServeAsync("explicit", ("metallb.io/loadBalancerIPs", "10.0.0.1"));
        Assert.Equal("10.0.0.1", await AddressOfAsync("explicit"));
        await PolicyAsync(new PoolPolicySpec { HoldFor = "2s" });
        await Client.DeleteAsync<Service>(new ObjectKey("default", "explicit"), default, default);
        await HeldAsync("10.0.0.1");
        await ServeAsync("waiting", ("metallb.io/loadBalancerIPs", "10.0.0.1"));
        Assert.Equal("10.0.0.1", await AddressOfAsync("waiting"));
        await HeldAsync("");
    }

    [Fact]
    public async Task A_quota_is_named_when_it_refuses_and_a_lifted_one_lets_go_on()
    {
        await PolicyAsync(new PoolPolicySpec
        {
            Quotas = [new PoolPolicyQuota { Name = "small", Addresses = 1, Namespaces = ["default"] }],
        });
        await ServeAsync("one");
        await AddressOfAsync("one");
        await ServeAsync("two");
        await EventAsync("two", "quota \"small\" of pool \"p\" allows 1 address to namespace \"default\", 1 in use");
        var policy = await Client.WaitForAsync<PoolPolicy>(Here, "policy", "its use", item => item.Status?.Quotas is [{ InUse: 1 }]);

        await Client.UpdateAsync(
            policy with { Spec = policy.Spec! with { Quotas = [policy.Spec.Quotas![0] with { Addresses = 2 }] } }, default);

        Assert.Equal("10.0.0.2", await AddressOfAsync("two"));
    }

    [Fact]
    public async Task A_drained_pool_is_left_by_those_that_may_and_a_frozen_one_by_nobody()
    {
        await ServeAsync("may");
        Assert.Equal("10.0.0.1", await AddressOfAsync("may"));
        await ServeAsync("stays", ("metalorleans.io/keep-address", "true"));
        Assert.Equal("10.0.0.2", await AddressOfAsync("stays"));
        await PolicyAsync(new PoolPolicySpec { State = "Frozen" });
        await ServeAsync("new");
        await EventAsync("new", "pool \"p\" is frozen by PoolPolicy \"policy\", it gives no new address");

        await Client.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "q", Namespace = Here },
                Spec = new IPAddressPoolSpec { Addresses = ["10.0.1.1-10.0.1.9"] },
            },
            default);
        Assert.Equal("10.0.1.1", await AddressOfAsync("new"));
        var policy = await Client.WaitForAsync<PoolPolicy>(Here, "policy", "its use", item => item.Status?.InUse == 2);
        await Client.UpdateAsync(policy with { Spec = policy.Spec! with { State = "Draining" } }, default);

        var draining = await Client.WaitForAsync<PoolPolicy>(Here, "policy", "one address in use", item => item.Status?.InUse == 1);
        Assert.Equal("10.0.1.2", await AddressOfAsync("may"));
        Assert.Equal("10.0.0.2", await AddressOfAsync("stays"));
        Assert.Equal("1 in use, by default/stays", Condition(draining.Status!.Conditions, "Drained").Message);
        await EventAsync("may", "pool \"p\" is being drained: moved from [\"10.0.0.1\"] to [\"10.0.1.2\"]");
    }

    [Fact]
    public async Task A_Service_has_as_many_addresses_as_it_asks_for_and_keeps_them_over_a_restart()
    {
        await ServeAsync("web", ("metalorleans.io/addresses-per-family", "3"));
        Assert.Equal("10.0.0.1 10.0.0.2 10.0.0.3", await AddressOfAsync("web"));

        await RestartAsync();
        await ServeAsync("other");
        Assert.Equal("10.0.0.4", await AddressOfAsync("other"));
        var service = await Client.GetAsync<Service>(new ObjectKey("default", "web"), default);
        var annotations = new Dictionary<string, string>(service.Metadata.Annotations!, StringComparer.Ordinal);
        annotations.Remove("metalorleans.io/addresses-per-family");
        await Client.UpdateAsync(service with { Metadata = service.Metadata with { Annotations = annotations } }, default);

        await Client.WaitForAsync<Service>("default", "web", "one address", item => Addresses(item) == "10.0.0.1");
    }

    [KubectlFact]
    public async Task Kubectl_shows_reservations_and_policies_in_columns_and_the_definitions_refuse_nonsense()
    {
        await using var kubectl = Kubectl.On(StateDirectories.KubeConfig(_directory));
        var refused = await kubectl.TryAsync("apply -f -", """
            apiVersion: metalorleans.io/v1alpha1
            kind: IPReservation
            metadata: {name: both, namespace: metallb-system}
            spec: {pool: p, addresses: [10.0.0.1], count: {ipv4: 1}, owner: {service: {namespace: default, name: web}}}
            """);
        Assert.Contains("give either addresses or a count", refused.Output, StringComparison.Ordinal);
        await kubectl.RunAsync("apply -f -", """
            apiVersion: metalorleans.io/v1alpha1
            kind: IPReservation
            metadata: {name: web, namespace: metallb-system}
            spec: {pool: p, count: {ipv4: 1}, owner: {service: {namespace: default, name: web}}}
            ---
            apiVersion: metalorleans.io/v1alpha1
            kind: PoolPolicy
            metadata: {name: p, namespace: metallb-system}
            spec: {pool: p, holdFor: 10m}
            """);
        await Client.WaitForAsync<IPReservation>(Here, "web", "one address", HasAddresses("10.0.0.1"));
        await Client.WaitForAsync<PoolPolicy>(Here, "p", "readiness", item => Condition(item.Status?.Conditions, "Ready").Status == "True");

        var reservations = await kubectl.RunAsync("get ipreservations -n metallb-system");
        var policies = await kubectl.RunAsync("get poolpolicies -n metallb-system -o wide");

        Assert.Matches(@"NAME\s+POOL\s+ADDRESSES\s+IN USE\s+READY\s+REASON\s+AGE", reservations);
        Assert.Matches(@"web\s+p\s+\[""10\.0\.0\.1""\]\s+0\s+True\s+Reserved", reservations);
        Assert.Matches(@"NAME\s+POOL\s+STATE\s+HOLD FOR\s+IN USE\s+HELD\s+READY\s+DRAINED\s+AGE", policies);
        Assert.Matches(@"p\s+p\s+Active\s+10m\s+0\s+0\s+True", policies);
    }

    private static Func<IPReservation, bool> HasAddresses(string addresses) =>
        reservation => string.Join(' ', reservation.Status?.Addresses ?? []) == addresses;

    private static Condition Condition(List<Condition>? conditions, string type) =>
        conditions?.Find(condition => condition.Type == type) ?? new Condition();

    private static string Addresses(Service service) =>
        string.Join(' ', (service.Status?.LoadBalancer?.Ingress ?? []).Select(entry => entry.IP));

    private async Task RestartAsync()
    {
        await _silo.DisposeAsync();
        _silo = await StandaloneSilo.StartAsync(_directory);
    }

    private Task<IPReservation> ReserveAsync(string name, IPReservationSpec spec, string service) => Client.CreateAsync(
        new IPReservation
        {
            Metadata = new ObjectMeta { Name = name, Namespace = Here },
            Spec = spec with
            {
                Pool = "p",
                Owner = new IPReservationOwner { Service = new NamespacedName { Namespace = "default", Name = service } },
            },
        },
        default);

    private async Task PolicyAsync(PoolPolicySpec spec)
    {
        await Client.CreateAsync(
            new PoolPolicy
            {
                Metadata = new ObjectMeta { Name = "policy", Namespace = Here },
                Spec = spec with { Pool = "p", State = spec.State ?? "Active" },
            },
            default);
        await Client.WaitForAsync<PoolPolicy>(
            Here, "policy", "being in force", item => Condition(item.Status?.Conditions, "Ready").Status == "True");
    }

    private Task ServeAsync(string name, params (string Key, string Value)[] annotations) => Client.CreateAsync(
        new Service
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = "default",
                Annotations = annotations.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal),
            },
            Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
        },
        default);

    private async Task<string> AddressOfAsync(string service) => Addresses(
        await Client.WaitForAsync<Service>("default", service, "an address", item => Addresses(item).Length > 0));

    private async Task HeldAsync(string addresses) => await Client.WaitForAsync<PoolPolicy>(
        Here,
        "policy",
        $"held '{addresses}'",
        policy => string.Join(' ', (policy.Status?.Held ?? []).Select(held => held.Address)) == addresses
            && policy.Status?.HeldCount == (policy.Status?.Held ?? []).Count);

    private Task EventAsync(string service, string text) => Client.WaitForAnyAsync<Event>(
        "default",
        $"an event about {service}: {text}",
        item => item.InvolvedObject.Name == service && item.Message?.Contains(text, StringComparison.Ordinal) == true);
}
