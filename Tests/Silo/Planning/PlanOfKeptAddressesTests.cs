using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Planning;
using MetalOrleans.Tests.Silo.Support;
using Microsoft.Extensions.DependencyInjection;

namespace MetalOrleans.Tests.Silo.Planning;

/// <summary>Policies and reservations among the edits: the plan is what comes of making them.</summary>
public sealed class PlanOfKeptAddressesTests
{
    private const string Reservation =
        """
        apiVersion: metalorleans.io/v1alpha1
        kind: IPReservation
        metadata: {name: for-db}
        spec: {pool: pool, addresses: [10.0.0.0/32], owner: {service: {namespace: default, name: db}}}
        """;

    private const string Frozen =
        """
        apiVersion: metalorleans.io/v1alpha1
        kind: PoolPolicy
        metadata: {name: freeze}
        spec: {pool: pool, state: Frozen}
        """;

    [Fact]
    public async Task A_reservation_keeps_its_address_from_the_others_and_for_its_owner()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var silo = await StartAsync(server);

        var answer = Plan(silo, Reservation, ServiceText("web"), ServiceText("db"));

        Assert.Empty(answer.Ignored);
        Assert.Empty(answer.RefusedObjects);
        Assert.Equal(["db 10.0.0.0", "web 10.0.0.1"], After(answer));
    }

    [Fact]
    public async Task A_frozen_pool_gives_nothing_new_and_a_deleted_policy_lets_it_again()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var silo = await StartAsync(server);

        Assert.Equal(["web "], After(Plan(silo, Frozen, ServiceText("web"))));
        Assert.Equal(
            ["web 10.0.0.0"],
            After(Plan(silo, Frozen, "delete: [{kind: PoolPolicy, name: freeze}]", ServiceText("web"))));
    }

    [Fact]
    public async Task A_policy_that_is_refused_is_listed_with_the_reason()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var silo = await StartAsync(server);

        var answer = Plan(silo, Frozen, Frozen.Replace("freeze", "second", StringComparison.Ordinal));

        Assert.Equal("second", Assert.Single(answer.RefusedObjects).Name);
    }

    private static async Task<HostedSilo> StartAsync(EmbeddedApiServer server)
    {
        var silo = await HostedSilo.StartAsync(server);
        using var people = silo.NewClient();
        await people.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "pool", Namespace = HostedSilo.Namespace },
                Spec = new IPAddressPoolSpec { Addresses = ["10.0.0.0/30"] },
            },
            default);
        await silo.ComeToRestAsync();
        return silo;
    }

    private static PlanAnswer Plan(HostedSilo silo, params string[] documents) =>
        silo.Parts.GetRequiredService<PlanEndpoint>().Answer(PlanReader.Read(Encoding.UTF8.GetBytes(string.Join("\n---\n", documents))));

    private static IEnumerable<string> After(PlanAnswer answer) =>
        answer.Services.Select(entry => $"{entry.Name} {string.Join(',', entry.After)}").Order(StringComparer.Ordinal);

    private static string ServiceText(string name) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: default}
        spec: {type: LoadBalancer, ports: [{port: 80}]}
        """;
}
