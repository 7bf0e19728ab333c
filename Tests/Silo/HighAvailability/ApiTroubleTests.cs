using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MetalOrleans.Tests.Silo.HighAvailability;

/// <summary>An API server that answers every request with 429 or 500.</summary>
[Trait("Invariant", "1, 2")]
public sealed class ApiTroubleTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Trouble_that_is_shorter_than_the_renew_deadline_costs_nothing(int status)
    {
        var faults = new FaultPlan();
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [], Faults = faults }, default);
        await using var silo = await HostedSilo.StartAsync(server);
        using var people = silo.NewClient();
        await CreatePoolAsync(people);
        await people.CreateAsync(NewService("first"), default);
        await silo.ComeToRestAsync();

        // The passes over the new Service, and two renewals, meet it.
        faults.Add(new Fault { Verb = "update", Resource = "services", Subresource = "status", Status = status, Count = 3 });
        faults.Add(new Fault { Verb = "update", Resource = "leases", Status = status, Count = 2 });
        await people.CreateAsync(NewService("second"), default);
        await silo.ComeToRestAsync();

        Assert.Equal<string>(["10.0.0.0", "10.0.0.1"], [await AddressAsync(people, "first"), await AddressAsync(people, "second")]);
        Assert.Equal(SiloStage.Active, silo.Readiness.Stage);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_minute_of_it_ends_the_silo_without_a_write_and_the_next_one_goes_on_where_it_was(int status)
    {
        var time = new ManualTimeProvider();
        var faults = new FaultPlan();
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [], Faults = faults }, default);
        var first = await HostedSilo.StartAsync(server, time);
        using var people = first.NewClient();
        await CreatePoolAsync(people);
        await people.CreateAsync(NewService("first"), default);
        await first.ComeToRestAsync();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Parts.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => ended.SetResult());
        foreach (var resource in (string[])["leases", "services", "ipaddresspools", "configurationstates", "events"])
        {
            faults.Add(new Fault { Verb = "update", Resource = resource, Status = status, Count = 0 });
            faults.Add(new Fault { Verb = "list", Resource = resource, Status = status, Count = 0 });
            faults.Add(new Fault { Verb = "get", Resource = resource, Status = status, Count = 0 });
        }

        for (var second = 0; second < 60 && !ended.Task.IsCompleted; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await ended.Task.WithinAsync("losing the lease", "the silo", "its end");
        faults.Clear();
        Assert.False(first.Parts.GetRequiredService<SiloTerm>().IsHeld);
        await first.DisposeAsync();
        await using var next = await HostedSilo.StartAsync(server);
        await people.CreateAsync(NewService("second"), default);
        await next.ComeToRestAsync();

        Assert.Equal<string>(["10.0.0.0", "10.0.0.1"], [await AddressAsync(people, "first"), await AddressAsync(people, "second")]);
    }

    private static Task CreatePoolAsync(KubernetesClient people) => people.CreateAsync(
        new IPAddressPool
        {
            Metadata = new ObjectMeta { Name = "pool", Namespace = HostedSilo.Namespace },
            Spec = new IPAddressPoolSpec { Addresses = ["10.0.0.0/31"] },
        },
        default);

    private static Service NewService(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
    };

    private static async Task<string> AddressAsync(KubernetesClient people, string name) =>
        (await people.GetAsync<Service>(new ObjectKey("default", name), default)).Status?.LoadBalancer?.Ingress?.Single().IP ?? "";
}
