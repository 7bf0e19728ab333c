using System.Net;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>A whole standalone silo in this process, on loopback, with its state in a directory that survives restarts.</summary>
internal sealed class StandaloneSilo : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _running;

    private StandaloneSilo(SiloOptions options, Stream? log)
    {
        Options = options;
        _running = Task.Run(() => SiloHost.RunAsync(options, log ?? Console.OpenStandardOutput(), _stop.Token));
    }

    public SiloOptions Options { get; }

    public KubernetesClient Client { get; private set; } = null!;

    public static string NewDirectory() => Directory.CreateTempSubdirectory("metalorleans-tests-").FullName;

    /// <summary>
    /// Starts a silo with an API server of its own, or with the one that a kubeconfig file names. Without webhooks, which a
    /// user has, it takes any object, so that a test can see what becomes of a wrong one.
    /// </summary>
    public static async Task<StandaloneSilo> StartAsync(
        string directory,
        Layer2Options? layer2 = null,
        LogLevel logLevel = LogLevel.Warning,
        string? kubeConfig = null,
        bool areWebhooksEnabled = false,
        Func<SiloOptions, SiloOptions>? configure = null,
        bool isToLead = true,
        Stream? log = null)
    {
        var options = new SiloOptions
        {
            AreWebhooksEnabled = areWebhooksEnabled,
            WebhookListen = areWebhooksEnabled ? new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Next()) : null,
            StandaloneDirectory = kubeConfig is null ? directory : null,
            KubeConfigFile = kubeConfig,
            StateDirectory = directory,
            ApiListen = $"127.0.0.1:{LoopbackPorts.Next()}",
            AgentListen = new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Next()),
            HealthPort = LoopbackPorts.Next(),
            MetricsPort = LoopbackPorts.Next(),
            PlanPort = LoopbackPorts.Next(),
            LogLevel = logLevel,
            Layer2 = layer2 ?? new Layer2Options(),
            // Patient enough for an agent of the test that shares two busy cores with everything else.
            Gateway = new AgentGatewayOptions { MissedHeartbeats = 20 },
        };
        var silo = new StandaloneSilo(configure is null ? options : configure(options), log);
        await silo.WaitUntilReadyAsync(isToLead ? Leads : static _ => true);
        silo.Client = new KubernetesClient(KubeConfig.Load(kubeConfig ?? StateDirectories.KubeConfig(directory)));
        return silo;
    }

    public string TokenFor(string node) =>
        AgentTokenKey.LoadOrCreate(StateDirectories.AgentTokenKey(Options.StateDirectory)).TokenFor(node);

    /// <summary>A pool, an advertisement of it, and a Service with a serving endpoint on each node.</summary>
    public async Task ServeAsync(string service, params string[] nodes)
    {
        await CreatePoolAsync("192.168.1.240-192.168.1.250");
        await CreateServiceAsync(service, nodes);
    }

    /// <summary>The same with an address of each family; 192.168.1.240 elects for both.</summary>
    public async Task ServeDualStackAsync(string service, params string[] nodes)
    {
        await CreatePoolAsync("192.168.1.240-192.168.1.250", "2001:db8::f0-2001:db8::ff");
        await CreateServiceAsync(service, nodes, "RequireDualStack");
    }

    /// <summary>The same with many Services.</summary>
    public async Task ServeManyAsync(int count, string range, params string[] nodes)
    {
        await CreatePoolAsync(range);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (index, _) => await CreateServiceAsync($"service-{index}", nodes));
    }

    private async Task CreatePoolAsync(params string[] ranges)
    {
        await Client.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "first-pool", Namespace = Options.Namespace },
                Spec = new IPAddressPoolSpec { Addresses = [.. ranges] },
            },
            default);
        await Client.CreateAsync(
            new L2Advertisement
            {
                Metadata = new ObjectMeta { Name = "all", Namespace = Options.Namespace },
                Spec = new L2AdvertisementSpec(),
            },
            default);
    }

    private async Task CreateServiceAsync(string service, string[] nodes, string? familyPolicy = null)
    {
        await Client.CreateAsync(
            new EndpointSlice
            {
                Metadata = new ObjectMeta
                {
                    Name = service + "-1",
                    Namespace = "default",
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/service-name"] = service },
                },
                AddressType = "IPv4",
                Endpoints = [.. nodes.Select(node => new Endpoint { Addresses = ["10.0.0.1"], NodeName = node })],
            },
            default);
        await Client.CreateAsync(
            new Service
            {
                Metadata = new ObjectMeta { Name = service, Namespace = "default" },
                Spec = new ServiceSpec
                {
                    Type = "LoadBalancer",
                    IPFamilyPolicy = familyPolicy,
                    Ports = [new ServicePort { Port = 80, Protocol = "TCP" }],
                },
            },
            default);
    }

    /// <summary>Stops the silo in an orderly way.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _running.WaitAsync(TestTimeouts.Default * 4);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await StopAsync();
        _stop.Dispose();
    }

    /// <summary>What <c>/readyz</c> says.</summary>
    public async Task<string> ReadyAsync()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"http://127.0.0.1:{Options.HealthPort}/readyz");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Waits until the silo leads and serves agents.</summary>
    public Task WaitUntilLeadingAsync() => WaitUntilReadyAsync(Leads);

    /// <summary>Waits until the silo is ready and <c>/readyz</c> says something.</summary>
    public Task WaitUntilItSaysAsync(string text) => WaitUntilReadyAsync(said => said == text);

    private static bool Leads(string said) => said == "ok\n";

    private async Task WaitUntilReadyAsync(Func<string, bool> isEnough)
    {
        using var http = new HttpClient();
        var url = $"http://127.0.0.1:{Options.HealthPort}/readyz";
        using var deadline = new CancellationTokenSource(TestTimeouts.Default);
        while (true)
        {
            deadline.Token.ThrowIfCancellationRequested();
            if (_running.IsCompleted)
            {
                throw new InvalidOperationException($"The silo ended with {await _running} before it was ready.");
            }

            try
            {
                using var answer = await http.GetAsync(url, deadline.Token);
                if (answer.IsSuccessStatusCode && isEnough(await answer.Content.ReadAsStringAsync(deadline.Token)))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Yield();
        }
    }
}
