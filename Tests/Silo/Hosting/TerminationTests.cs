using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Measuring;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Hosting;

/// <summary>The built silo, asked to end.</summary>
public sealed class TerminationTests
{
    [Fact]
    public async Task SIGTERM_ends_a_silo_in_the_middle_of_a_burst_and_it_goes_on_where_it_was()
    {
        var directory = StandaloneSilo.NewDirectory();
        await using var silo = new BurstSilo(ClusterPrograms.BuiltWith(AppContext.BaseDirectory), kubeconfig: null, directory);
        await silo.StartAsync(default).WithinAsync("starting", "the silo", "its word that it serves");
        using var client = new KubernetesClient(KubeConfig.Load(silo.KubeConfig));
        await client.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Namespace = "metallb-system", Name = "pool" },
                Spec = new IPAddressPoolSpec { Addresses = ["10.0.0.0/22"] },
            },
            default);
        await CreateAsync(client, 0, 200);
        var first = await AddressesAsync(client, 200);
        await CreateAsync(client, 200, 100);

        var code = await silo.StopAsync(default).WithinAsync("ending", "the silo", "its end after SIGTERM");
        await silo.StartAsync(default).WithinAsync("starting again", "the silo", "its word that it serves");
        var second = await AddressesAsync(client, 300);
        await silo.StopAsync(default).WithinAsync("ending", "the silo", "its end after SIGTERM");
        Directory.Delete(directory, recursive: true);

        Assert.Equal(0, code);
        Assert.Equal(300, second.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.All(first, had => Assert.Equal(had.Value, second[had.Key]));
    }

    private static Task CreateAsync(KubernetesClient client, int start, int count) => Parallel.ForEachAsync(
        Enumerable.Range(start, count),
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (index, _) => await client.CreateAsync(
            new Service
            {
                Metadata = new ObjectMeta { Namespace = "default", Name = $"s{index}" },
                Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
            },
            default));

    private static async Task<Dictionary<string, string>> AddressesAsync(KubernetesClient client, int count) =>
        (await client.WaitForAsync<Service>(
            $"{count} addresses", services => services.Count(service => AddressOf(service) is not null) == count))
        .Where(service => AddressOf(service) is not null)
        .ToDictionary(service => service.Metadata.Name, service => AddressOf(service)!, StringComparer.Ordinal);

    private static string? AddressOf(Service service) => service.Status?.LoadBalancer?.Ingress is [{ IP: { } address }] ? address : null;
}
