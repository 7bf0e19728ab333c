using System.Collections.Immutable;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MetalOrleans.Tests.Silo.Hosting;

/// <summary>Design section 5: a silo that is not sure to hold its lease writes nothing, and who takes over adopts what it finds.</summary>
[Trait("Invariant", "1, 2")]
public sealed class LeaseFencingTests
{
    // Longer than a silo is sure of its lease without a renewal.
    private static readonly TimeSpan _overdue = TimeSpan.FromSeconds(11);

    [Fact]
    public async Task A_silo_that_loses_its_lease_in_the_middle_of_a_pass_writes_no_status_and_ends()
    {
        var time = new ManualTimeProvider();
        var faults = new FaultPlan();
        await using var server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions { Listen = [], Faults = faults, TimeProvider = time }, default);
        await using var silo = await HostedSilo.StartAsync(server, time);
        await silo.ComeToRestAsync();
        using var people = silo.NewClient();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.Parts.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => ended.SetResult());

        // The pass waits for the pool to learn who holds what, and meanwhile no renewal comes through.
        faults.Add(new Fault { Verb = "list", Resource = "services", Delay = _overdue });
        faults.Add(new Fault { Verb = "update", Resource = "leases", Status = 500, Count = 0 });
        var learning = time.WaitForTimerDueInAsync(_overdue);
        await CreateAsync(people, "10.0.0.0/31", "web");
        await learning.WithinAsync("deciding", "the pool", "a list of who holds what");
        time.Advance(_overdue);
        await ended.Task.WithinAsync("losing the lease", "the silo", "its end");

        Assert.Empty(await IngressAsync(people, "web"));
    }

    [Fact]
    public async Task A_silo_that_starts_from_a_stale_list_moves_nobody_and_gives_nothing_twice()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var first = await HostedSilo.StartAsync(server);
        using var people = first.NewClient();
        await CreateAsync(people, "10.0.0.0/31", "gone");
        await first.ComeToRestAsync();
        var stale = await people.GetTextAsync("/api/v1/services", default);
        await people.DeleteAsync<Service>(new ObjectKey("default", "gone"), DeletePreconditions.None, default);
        await first.ComeToRestAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await people.CreateAsync(NewService(name), default);
            await first.ComeToRestAsync();
        }

        var before = await AllAsync(people);
        await first.KillAsync();

        await using var second = await HostedSilo.StartAsync(server, wrap: inner => new StaleListHandler(inner, stale));
        await second.ComeToRestAsync();

        Assert.Equal(["a 10.0.0.0", "b 10.0.0.1", "c "], before.AsEnumerable());
        Assert.Equal(before.AsEnumerable(), await AllAsync(people));
    }

    private static async Task CreateAsync(KubernetesClient people, string range, string service)
    {
        await people.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "pool", Namespace = HostedSilo.Namespace },
                Spec = new IPAddressPoolSpec { Addresses = [range] },
            },
            default);
        await people.CreateAsync(NewService(service), default);
    }

    private static Service NewService(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
    };

    private static async Task<IReadOnlyList<string?>> IngressAsync(KubernetesClient people, string name) =>
        Ingress(await people.GetAsync<Service>(new ObjectKey("default", name), default));

    private static IReadOnlyList<string?> Ingress(Service service) =>
        [.. (service.Status?.LoadBalancer?.Ingress ?? []).Select(entry => entry.IP)];

    private static async Task<ImmutableArray<string>> AllAsync(KubernetesClient people) =>
    [
        .. (await people.ListAsync<Service>(default)).Items.Where(service => service.Metadata.Name != "kubernetes")
            .Select(service => $"{service.Metadata.Name} {string.Join(',', Ingress(service))}").Order(StringComparer.Ordinal),
    ];
}
