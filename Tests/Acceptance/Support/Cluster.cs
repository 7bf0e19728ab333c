using MetalOrleans.ApiServer;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Tests.Silo.Support;
using Service = MetalOrleans.Kubernetes.Resources.Service;

namespace MetalOrleans.Tests.Acceptance.Support;

/// <summary>A whole silo with its API server in this process, written to and read from as an operator would.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string ConfigurationNamespace = "metallb-system";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;
    private readonly string? _kubeConfig;
    private CancellationTokenSource _watching = new();

    private Cluster(EmbeddedApiServer? server)
    {
        if (server is not null)
        {
            _kubeConfig = Path.Combine(_directory, "kubeconfig");
            server.WriteKubeConfig(_kubeConfig);
        }
    }

    public KubernetesClient Client => _silo.Client;

    public Observed<Service> Services { get; private set; } = null!;

    public Observed<IPAddressPool> Pools { get; private set; } = null!;

    public Observed<L2Advertisement> L2Advertisements { get; private set; } = null!;

    public Observed<BGPPeer> Peers { get; private set; } = null!;

    public Observed<ConfigurationState> States { get; private set; } = null!;

    public Observed<Event> Events { get; private set; } = null!;

    public static Task<Cluster> StartAsync() => StartAsync(server: null);

    /// <summary>Starts a silo on an API server of the test; null for one of the silo's own.</summary>
    public static async Task<Cluster> StartAsync(EmbeddedApiServer? server)
    {
        var cluster = new Cluster(server);
        await cluster.StartSiloAsync();
        return cluster;
    }

    public static ObjectKey Key(string service) => service.Split('/') is [var inNamespace, var name]
        ? new ObjectKey(inNamespace, name)
        : new ObjectKey("default", service);

    public static ObjectKey Configured(string name) => new(ConfigurationNamespace, name);

    /// <summary>Ends the silo in an orderly way and starts it again with what its API server has stored.</summary>
    public async Task RestartAsync()
    {
        await _watching.CancelAsync();
        await _silo.DisposeAsync();
        _watching.Dispose();
        _watching = new CancellationTokenSource();
        await StartSiloAsync();
    }

    public Task<IPAddressPool> CreatePoolAsync(string name, params string[] addresses) =>
        CreatePoolAsync(name, new IPAddressPoolSpec { Addresses = [.. addresses] });

    public Task<IPAddressPool> CreatePoolAsync(string name, IPAddressPoolSpec spec) => Client.CreateAsync(
        new IPAddressPool { Metadata = new ObjectMeta { Namespace = ConfigurationNamespace, Name = name }, Spec = spec }, default);

    /// <summary>A namespace with labels such as <c>a=b</c>.</summary>
    public Task CreateNamespaceAsync(string name, params string[] labels) => Client.CreateAsync(
        new Namespace { Metadata = new ObjectMeta { Name = name, Labels = Pairs(labels) } }, default);

    /// <summary>A Service of type LoadBalancer with port TCP/80, as the change leaves it.</summary>
    public Task<Service> CreateServiceAsync(string service, Func<Service, Service>? change = null)
    {
        var key = Key(service);
        var created = new Service
        {
            Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name },
            Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new() { Port = 80, Protocol = "TCP" }] },
        };
        return Client.CreateAsync(change is null ? created : change(created), default);
    }

    public static Func<Service, Service> Annotated(params string[] annotations) => service =>
    {
        var all = new Dictionary<string, string>(service.Metadata.Annotations ?? [], StringComparer.Ordinal);
        foreach (var (key, value) in Pairs(annotations))
        {
            all[key] = value;
        }

        return service with { Metadata = service.Metadata with { Annotations = all } };
    };

    public static Func<Service, Service> Labelled(params string[] labels) =>
        service => service with { Metadata = service.Metadata with { Labels = Pairs(labels) } };

    public static Func<Service, Service> Specified(Func<ServiceSpec, ServiceSpec> change) =>
        service => service with { Spec = change(service.Spec!) };

    /// <summary>Reads, changes and writes an object, again if somebody else was quicker.</summary>
    public async Task<T> EditAsync<T>(ObjectKey key, Func<T, T> change)
        where T : class, IReplaceableResource<T>
    {
        while (true)
        {
            try
            {
                return await Client.UpdateAsync(change(await Client.GetAsync<T>(key, default)), default);
            }
            catch (KubernetesApiException e) when (e.IsConflict)
            {
                // The silo wrote a status meanwhile.
            }
        }
    }

    public Task EditServiceAsync(string service, Func<Service, Service> change) => EditAsync(Key(service), change);

    public Task EditPoolAsync(string name, params string[] addresses) => EditAsync<IPAddressPool>(
        Configured(name), pool => pool with { Spec = pool.Spec! with { Addresses = [.. addresses] } });

    public Task DeleteAsync<T>(ObjectKey key)
        where T : class, IKubernetesResource<T> => Client.DeleteAsync<T>(key, DeletePreconditions.None, default);

    /// <summary>Waits until the Service has exactly these addresses, in any order.</summary>
    public Task<Service> HasAsync(string service, params string[] addresses) => Services.WaitForAsync(
        Key(service),
        found => ServiceMapping.ToIngressIPs(found).Order(StringComparer.Ordinal).SequenceEqual(addresses.Order(StringComparer.Ordinal)),
        addresses.Length == 0 ? "no address" : string.Join(" and ", addresses));

    /// <summary>Waits until the Service has an event that contains the text.</summary>
    public Task HasEventAsync(string service, string reason, string text = "") => EventAsync(Key(service), reason, text);

    public async Task EventAsync(ObjectKey involved, string reason, string text = "") => await Events.WaitAsync(
        events => events.Values.Any(e => e.Reason == reason
            && e.InvolvedObject.Name == involved.Name
            && e.InvolvedObject.Namespace == involved.Namespace
            && e.Message?.Contains(text, StringComparison.Ordinal) == true),
        involved.ToString(),
        $"an event {reason} with {text}",
        events => string.Join("; ", events.Values.Where(e => e.InvolvedObject.Name == involved.Name).Select(e => $"{e.Reason}: {e.Message}")));

    /// <summary>Waits until the Service waits for an address in vain, as its event says, and has none.</summary>
    public async Task IsPendingAsync(string service, string why = "")
    {
        await HasEventAsync(service, ServiceEventReason.AllocationFailed, why);
        await HasAsync(service);
    }

    /// <summary>Waits until the pool's counters say so.</summary>
    public Task<IPAddressPool> HasCountersAsync(string pool, long assigned4, long available4, long assigned6 = 0, long available6 = 0) =>
        Pools.WaitForAsync(
            Configured(pool),
            found => found.Status is { } status
                && (status.AssignedIPv4, status.AvailableIPv4, status.AssignedIPv6, status.AvailableIPv6)
                    == (assigned4, available4, assigned6, available6),
            $"{assigned4}+{available4} IPv4 and {assigned6}+{available6} IPv6 addresses");

    /// <summary>Runs the real kubectl against this cluster.</summary>
    public Task<CommandResult> KubectlAsync(string? input, params string[] arguments) => new CommandLine(
            "kubectl",
            [
                "--kubeconfig", StateDirectories.KubeConfig(_directory),
                "--cache-dir", Path.Combine(_directory, "kubectl"), .. arguments,
            ])
    { Input = input }.RunAsync(default);

    public async ValueTask DisposeAsync()
    {
        await _watching.CancelAsync();
        await _silo.DisposeAsync();
        _watching.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartSiloAsync()
    {
        _silo = await StandaloneSilo.StartAsync(_directory, kubeConfig: _kubeConfig);
        Services = new Observed<Service>(Client, _watching.Token);
        Pools = new Observed<IPAddressPool>(Client, _watching.Token);
        L2Advertisements = new Observed<L2Advertisement>(Client, _watching.Token);
        Peers = new Observed<BGPPeer>(Client, _watching.Token);
        States = new Observed<ConfigurationState>(Client, _watching.Token);
        Events = new Observed<Event>(Client, _watching.Token);
    }

    private static Dictionary<string, string> Pairs(IEnumerable<string> pairs) =>
        pairs.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
