using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.HighAvailability;

/// <summary>A standalone silo whose disk is full goes on, loses nothing that it is given meanwhile, and says how it stands.</summary>
[Trait("Needs", "Root")]
public sealed class FullDiskTests
{
    [RootFact("mount")]
    public async Task Objects_that_a_full_disk_does_not_take_are_written_as_soon_as_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync();
        await using var log = new RecordedLog();
        await using (var silo = await StandaloneSilo.StartAsync(disk.Directory, log: log))
        {
            await silo.ServeAsync("first", "node1");
            await AddressedAsync(silo, "first");
            disk.Fill();

            await CreateAsync(silo.Client, "second");
            var address = await AddressedAsync(silo, "second");
            Assert.Equal("ok\n", await silo.ReadyAsync());
            await log.WaitForAsync("\"error\"", "in memory only", "No space left on device");
            disk.Empty();
            await SavedAsync(disk, "second", address);
            await log.WaitForAsync("\"warn\"", "All that was kept in memory only is in files now");
            Assert.Equal(0, await silo.StopAsync());
        }

        Assert.Empty(log.With("lost"));
        await using var again = await StandaloneSilo.StartAsync(disk.Directory);
        Assert.Equal("192.168.1.241", await AddressedAsync(again, "second"));
    }

    [RootFact("mount")]
    public async Task A_silo_that_stops_while_its_disk_is_full_names_what_is_lost_and_keeps_the_rest()
    {
        await using var disk = await SmallDisk.MountAsync();
        await using var log = new RecordedLog();
        await using (var silo = await StandaloneSilo.StartAsync(disk.Directory, log: log))
        {
            await silo.ServeAsync("first", "node1");
            await SavedAsync(disk, "first", await AddressedAsync(silo, "first"));
            disk.Fill();
            await CreateAsync(silo.Client, "second");
            await AddressedAsync(silo, "second");
            await silo.StopAsync();
        }

        await log.WaitForAsync("\"error\"", "is in no file and lost", "services default/second", "No space left on device");

        // Nor does one start on a full disk: what it could not promise to remember it does not begin.
        var refusal = await Assert.ThrowsAsync<SettingException>(() => StandaloneSilo.StartAsync(disk.Directory));
        Assert.Contains("its disk may be full", refusal.Message, StringComparison.Ordinal);
        disk.Empty();
        await using var again = await StandaloneSilo.StartAsync(disk.Directory);
        Assert.Equal("192.168.1.240", await AddressedAsync(again, "first"));
    }

    /// <summary>Looks at the file until it is there: the next attempt is made by the clock.</summary>
    private static async Task SavedAsync(SmallDisk disk, string service, string address)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Default);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var objects = Path.Combine(disk.Directory, "objects");
        while (!Directory.EnumerateFiles(objects, service + ".json", SearchOption.AllDirectories).Any(file =>
            File.ReadAllText(file).Contains(address, StringComparison.Ordinal)))
        {
            await again.WaitForNextTickAsync(deadline.Token);
        }
    }

    private static Task CreateAsync(KubernetesClient client, string name) => client.CreateAsync(
        new Service
        {
            Metadata = new ObjectMeta { Name = name, Namespace = "default" },
            Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
        },
        default);

    private static async Task<string> AddressedAsync(StandaloneSilo silo, string name) =>
        (await silo.Client.WaitForAsync<Service>(
            "default", name, "an address", service => service.Status?.LoadBalancer?.Ingress is [{ IP: not null }])).Status!.LoadBalancer!.Ingress![0].IP!;
}
