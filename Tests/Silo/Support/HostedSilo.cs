using System.Net;
using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>
/// A silo in this process without its listeners, leading by a Lease on an embedded API server, that can be killed.
/// </summary>
internal sealed class HostedSilo : IAsyncDisposable
{
    public const string Namespace = "metallb-system";

    private static readonly Lazy<SiloIdentity> _identity = new(
        () => SiloIdentity.LoadOrCreate(StandaloneSilo.NewDirectory(), TimeProvider.System.GetUtcNow()));

    private readonly EmbeddedApiServer _server;
    private readonly SeveredHandler _connection;
    private readonly IHost _host;

    private HostedSilo(EmbeddedApiServer server, SeveredHandler connection, IHost host) =>
        (_server, _connection, _host) = (server, connection, host);

    public IServiceProvider Parts => _host.Services;

    public SeveredHandler Connection => _connection;

    /// <summary>Starts a silo; it takes over at once from a dead one of the same name.</summary>
    public static async Task<HostedSilo> StartAsync(
        EmbeddedApiServer server,
        TimeProvider? time = null,
        Func<HttpMessageHandler, HttpMessageHandler>? wrap = null,
        LeaseOptions? lease = null,
        RecordedLog? log = null)
    {
        var handler = server.CreateHandler();
        var connection = new SeveredHandler(wrap is null ? handler : wrap(handler));
        var clock = time ?? TimeProvider.System;
        var client = new KubernetesClient(new KubernetesClientOptions
        {
            Server = new Uri("http://in-process"),
            Transport = connection,
            Time = clock,
        });
        var options = new SiloOptions
        {
            StateDirectory = "",
            Name = "silo",
            Lease = lease ?? new LeaseOptions { Identity = "silo" },
            Namespace = Namespace,
            AgentListen = new IPEndPoint(IPAddress.Loopback, 0),
        };
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning).AddProvider(log.Loggers);
        }

        builder.AddGrainRuntime();
        SiloHost.AddServices(builder.Services, options, _identity.Value.Tokens, client, new SiloTerm(), clock);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TestTimeouts.Default);
        var host = builder.Build();
        await host.StartAsync();
        return new HostedSilo(server, connection, host);
    }

    public SiloReadiness Readiness => Parts.GetRequiredService<SiloReadiness>();

    /// <summary>Waits until the silo stands at one of some stages.</summary>
    public Task ReachAsync(params SiloStage[] stages) => UntilAsync(() => stages.Contains(Readiness.Stage));

    /// <summary>Waits until the silo knows who leads.</summary>
    public Task FollowAsync(string leader) => UntilAsync(() => Readiness.Leader.Name == leader);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Default * 2);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!isSo())
        {
            await again.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <summary>Waits until the silo has read everything and has nothing left to do about it, or is dead.</summary>
    public async Task ComeToRestAsync()
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Default * 2);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var api = NewClient();
        while (!_connection.IsCut && !await IsAtRestAsync(api, deadline.Token))
        {
            if (!await again.WaitForNextTickAsync(deadline.Token))
            {
                return;
            }
        }
    }

    /// <summary>A client of the API server that no fault of the silo's concerns.</summary>
    public KubernetesClient NewClient() => new(new KubernetesClientOptions
    {
        Server = new Uri("http://in-process"),
        Transport = _server.CreateHandler(),
    });

    /// <summary>Ends the silo as a killed process ends: nothing that it still does reaches the API server.</summary>
    public async Task KillAsync()
    {
        _connection.Cut();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _host.StopAsync();
        }
        catch (Exception e) when (_connection.IsCut && e is HttpRequestException or AggregateException or OperationCanceledException)
        {
            // What a dead silo wanted to say at its end concerns nobody.
        }

        _host.Dispose();
    }

    private async Task<bool> IsAtRestAsync(KubernetesClient api, CancellationToken cancellationToken)
    {
        var services = Parts.GetRequiredService<ServiceController>();
        if (!Parts.GetRequiredService<SiloReadiness>().IsReady || !services.IsAtRest)
        {
            return false;
        }

        var stored = await api.ListAsync<Service>(cancellationToken);
        var store = Parts.GetRequiredService<ServiceStore>();
        var isReadUp = stored.Items.All(service => store.TryGet(ServiceStore.KeyOf(service), out var read)
                && read.Metadata.ResourceVersion == service.Metadata.ResourceVersion)
            && stored.Items.Length == store.All.Count();
        var pools = await api.ListAsync<IPAddressPool>(cancellationToken);
        var known = Parts.GetRequiredService<ConfigurationVerdicts>().Of<IPAddressPool>().Objects;
        var namespaces = await api.ListAsync<MetalOrleans.Kubernetes.Resources.Namespace>(cancellationToken);
        var labels = Parts.GetRequiredService<ClusterViewStore>().Current.Namespaces;
        return isReadUp
            && pools.Items.Length == known.Count
            && pools.Items.All(pool => known.TryGetValue(ObjectKey.Of(pool), out var read) && read.Metadata.Generation == pool.Metadata.Generation
                && read.Metadata.Uid == pool.Metadata.Uid)
            && namespaces.Items.Length == labels.Count
            && namespaces.Items.All(item => labels.TryGetValue(item.Metadata.Name, out var read)
                && read.Count == (item.Metadata.Labels?.Count ?? 0)
                && read.All(label => item.Metadata.Labels![label.Key] == label.Value))
            && services.IsAtRest;
    }
}
