using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using LabCommand = MetalOrleans.Lab.Processes.CommandLine;

namespace MetalOrleans.Tests.Silo.HighAvailability;

/// <summary>A standalone silo whose disk is full goes on, and loses nothing that it is given meanwhile.</summary>
[Trait("Needs", "Root")]
public sealed class FullDiskTests
{
    [RootFact("mount")]
    public async Task Objects_that_a_full_disk_does_not_take_are_written_as_soon_as_there_is_room()
    {
        var directory = StandaloneSilo.NewDirectory();
        await MountAsync("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", directory);
        try
        {
            await using (var silo = await StandaloneSilo.StartAsync(directory))
            {
                await silo.ServeAsync("first", "node1");
                await AddressedAsync(silo, "first");
                var filler = Path.Combine(directory, "filler");
                Fill(filler);

                await CreateAsync(silo.Client, "second");
                var address = await AddressedAsync(silo, "second");
                Assert.Equal("ok\n", await silo.ReadyAsync());
                File.Delete(filler);
                await SavedAsync(directory, "second", address);
                Assert.Equal(0, await silo.StopAsync());
            }

            await using var again = await StandaloneSilo.StartAsync(directory);
            Assert.Equal("192.168.1.241", await AddressedAsync(again, "second"));
        }
        finally
        {
            await MountAsync("umount", directory);
            Directory.Delete(directory);
        }
    }

    private static async Task MountAsync(string program, params string[] arguments) =>
        (await new LabCommand(program, [.. arguments]).RunAsync(default)).EnsureSucceeded();

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Looks at the file until it is there: the next attempt is made by the clock.</summary>
    private static async Task SavedAsync(string directory, string service, string address)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Default);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var objects = Path.Combine(directory, "objects");
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
