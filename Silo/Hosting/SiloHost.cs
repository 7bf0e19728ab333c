using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.Agent.Contracts.Processes;
using MetalOrleans.Grains.Addresses;
using MetalOrleans.Grains.Configuration;
using MetalOrleans.Grains.Pools;
using MetalOrleans.Grains.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Silo.Metrics;
using MetalOrleans.Silo.Planning;
using MetalOrleans.Silo.Standalone;
using MetalOrleans.Silo.Telemetry;
using MetalOrleans.Silo.Webhooks;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MetalOrleans.Silo.Hosting;

/// <summary>Puts the parts of the silo together and runs them.</summary>
internal static partial class SiloHost
{
    /// <param name="options">What it does, and where.</param>
    /// <param name="output">Where the lines of the log go.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="SettingException">A file or directory that an option names cannot be used.</exception>
    public static async Task<int> RunAsync(SiloOptions options, Stream output, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        using var lines = new LineLoggerFactory(output, options.LogFormat, LogLevel.Trace, time);
        using var loggers = LoggerFactory.Create(logging => ConfigureLogging(logging, options, lines));
        // A silo whose certificates and agents' tokens are the cluster's needs no directory of its own.
        var identity = options.Identity is { IsInSecret: true, AreTokensReviewed: true }
            ? null
            : SiloIdentity.LoadOrCreate(options.StateDirectory, time.GetUtcNow());
        var serving = new ServingCertificate();
        if (!options.Identity.IsInSecret)
        {
            serving.Set(identity!.Certificates.Server, identity.Certificates.AuthorityPem);
        }

        await using var api = await ClusterApi.OpenAsync(options, identity, time, loggers, cancellationToken);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        ConfigureLogging(builder.Logging, options, lines);
        if (options.Otlp is { } otlp)
        {
            OtlpExport.AddTo(builder, otlp, options);
        }

        ConfigureListeners(builder, options, serving);
        // Hosted services stop in reverse: grains end after what calls them.
        builder.AddGrainRuntime();
        AddServices(builder.Services, options, identity?.Tokens, api.Client, api.Term, time);
        builder.Services.AddSingleton(serving);
        builder.Services.AddHostedService<IdentityService>();

        await using var app = builder.Build();
        LogMetrics.AddTo(app.Services.GetRequiredService<IMeterFactory>().Create("MetalOrleans.Silo.Log"), lines);
        foreach (var ignored in options.Ignored)
        {
            LogIgnored(app.Logger, ignored);
        }

        Map(app, options);
        var readiness = app.Services.GetRequiredService<SiloReadiness>();
        try
        {
            await app.RunAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new SettingException(
                $"--agent-listen {options.AgentListen} or --health-probe-port {options.HealthPort} or --port {options.MetricsPort} "
                + $"or --metrics-secure-port {options.SecureMetrics?.Port} or --plan-port {options.PlanPort} or --webhook-listen {options.WebhookListen} is taken: {e.Message}",
                e);
        }

        return readiness.ExitCode;
    }

    private static void Map(WebApplication app, SiloOptions options)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        if (!options.IsOnlyWebhook)
        {
            app.MapGet(AgentGateway.Path, (RequestDelegate)(context =>
                context.RequestServices.GetRequiredService<AgentGateway>().HandleAsync(context)));
        }

        HealthEndpoints.Map(app, options.HealthPort);
        MetricsEndpoint.Map(app, options);
        PlanEndpoint.Map(app, options.PlanPort);
        if (options is { WebhookListen: { } webhooks, AreWebhooksEnabled: true })
        {
            WebhookEndpoints.Map(app, webhooks);
        }
    }

    private static void ConfigureLogging(ILoggingBuilder logging, SiloOptions options, LineLoggerFactory lines)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel);
        if (options.LogLevel > LogLevel.Debug)
        {
            // The framework's own request lines are of no use to an operator.
            logging.AddFilter("Microsoft", LogLevel.Warning);
        }

        logging.AddProvider(lines);
    }

    private static void ConfigureListeners(WebApplicationBuilder builder, SiloOptions options, ServingCertificate serving) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.AgentListen, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (!options.IsAgentListenerInsecure)
                {
                    listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => serving.Current);
                }
            });
            if (options.HealthPort != 0)
            {
                kestrel.ListenAnyIP(options.HealthPort, listen => listen.Protocols = HttpProtocols.Http1);
            }

            if (options.MetricsPort != 0)
            {
                kestrel.ListenAnyIP(options.MetricsPort, listen => listen.Protocols = HttpProtocols.Http1);
            }

            if (options.SecureMetrics is { } secure)
            {
                ListenForScrapes(kestrel, secure, options.Tls, serving);
            }

            if (options.PlanPort != 0)
            {
                // Whoever may open a connection from inside, with kubectl port-forward for one, may read the cluster's Services.
                kestrel.ListenLocalhost(options.PlanPort, listen => listen.Protocols = HttpProtocols.Http1);
            }

            if (options is { WebhookListen: { } webhooks, AreWebhooksEnabled: true })
            {
                kestrel.Listen(webhooks, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificateSelector = (_, _) => serving.Current;
                        options.Tls.Apply(https);
                    });
                });
            }
        });

    private static void ListenForScrapes(
        KestrelServerOptions kestrel, SecureMetricsOptions secure, TlsPolicy tls, ServingCertificate serving)
    {
        var files = secure.CertificateDirectory is { } directory ? new CertificateFiles("--metrics-cert-dir", directory) : null;
        kestrel.ListenAnyIP(secure.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(https =>
            {
                https.ServerCertificateSelector = (_, _) => files?.Current ?? serving.Current;
                tls.Apply(https);
            });
        });
    }

    /// <summary>The parts of a silo, without its listeners and the grain runtime.</summary>
    public static void AddServices(
        IServiceCollection services,
        SiloOptions options,
        AgentTokenKey? tokens,
        KubernetesClient client,
        SiloTerm term,
        TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(options);
        services.AddSingleton(options.Gateway);
        services.AddSingleton<AgentRefusals>();
        services.AddSingleton<IAgentAuthenticator>(options.Identity.AreTokensReviewed
            ? new TokenReviewAuthenticator(client, options.Identity.Reviews, time)
            : new TokenKeyAuthenticator(tokens!));
        services.AddSingleton(client);
        services.AddSingleton(term);
        services.AddSingleton<SiloReadiness>();
        services.AddSingleton<SiloCandidate>();
        services.AddSingleton<StartUpPages>();
        services.AddSingleton<ClusterViewStore>();
        services.AddSingleton<IClusterViewSource>(provider => provider.GetRequiredService<ClusterViewStore>());
        services.AddSingleton<HoldDownClock>();
        services.AddSingleton<AgentRoster>();
        services.AddSingleton<MemberDirectory>();
        services.AddSingleton<AgentProbes>();
        services.AddSingleton<LinkTimes>();
        services.AddSingleton<AgentGateway>();
        services.AddSingleton(provider => EventRecorders.Create(client, options, time, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ServiceStore>();
        services.AddSingleton<AddressDirectory>();
        services.AddSingleton<NodeRegistrar>();
        services.AddSingleton<IServiceCatalog, ServiceCatalog>();
        services.AddSingleton<ServiceStatusWriter>();
        services.AddSingleton<IServiceStatusWriter>(provider => provider.GetRequiredService<ServiceStatusWriter>());
        services.AddSingleton<IServiceEventSink, ServiceEventSink>();
        services.AddSingleton<ConfigurationController>();
        services.AddSingleton<ServiceController>();
        services.AddSingleton<AnnouncementBoard>();
        services.AddSingleton<IAnnouncementSink>(provider => provider.GetRequiredService<AnnouncementBoard>());
        BgpParts.AddTo(services);
        services.AddSingleton<PlanEndpoint>();
        services.AddSingleton<AnnouncementController>();
        services.AddSingleton<RebalanceController>();
        services.AddSingleton<SelfProbeController>();
        services.AddSingleton<AgentPods>();
        services.AddSingleton<L2StatusController>();
        services.AddSingleton<AddressConflicts>();
        services.AddSingleton<PoolStatusController>();
        services.AddSingleton<KeepingController>();
        MetricsEndpoint.AddTo(services);
        services.AddSingleton(new ConfigurationAdmission(_ => Task.FromResult(client), options.Namespace));
        services.AddSingleton<AdmissionReviewHandler>();
        services.AddSingleton<ConfigurationVerdicts>();
        services.AddSingleton<AcceptanceWriter>();
        services.AddSingleton<AcceptanceController>();
        services.AddSingleton<ConfigurationStateController>();
        services.AddHostedService<SiloService>();
    }
}
