using MetalOrleans.Agent.Contracts.Processes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Standalone;

namespace MetalOrleans.Silo.Hosting;

/// <summary>
/// The silo's life: read everything, hold a term, have every Service converge once, serve agents, let addresses move.
/// </summary>
internal sealed partial class SiloService(
    KubernetesClient client,
    SiloOptions options,
    SiloTerm term,
    SiloReadiness readiness,
    SiloCandidate candidate,
    ClusterViewStore views,
    EventRecorders recorders,
    ConfigurationController configuration,
    ServiceController services,
    HoldDownClock holdDown,
    DrainClock drains,
    SessionController sessions,
    BgpStatusController bgpStatuses,
    BgpSessionStateController sessionStates,
    AnnouncementController announcements,
    RebalanceController rebalancing,
    SelfProbeController selfProbes,
    L2StatusController l2Statuses,
    PoolStatusController poolStatus,
    KeepingController keeping,
    ConfigurationVerdicts verdicts,
    AcceptanceController acceptance,
    ConfigurationStateController configurationStates,
    NodeRegistrar registrar,
    StartUpPages pages,
    IHostApplicationLifetime lifetime,
    ILogger<SiloService> logger) : BackgroundService
{
    // What leading had under way may end before the lease is given away; what hangs is fenced by the term.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host stops one part after the other, and the web server, which waits for agents, first: the lease is given
        // away beside that, not after it.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Judged below.
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
        }
        finally
        {
            readiness.Stop();
            readiness.Leave();
        }

        if (stop.IsCancellationRequested)
        {
            return;
        }

        // What grains know is this term's; only a new process starts the next one with a clean slate.
        readiness.Fail();
        lifetime.StopApplication();
    }

    /// <summary>Reads the cluster's state from the start on, and leads as soon as it may.</summary>
    private async Task RunAsync(CancellationToken stopping)
    {
        if (options.IsOnlyWebhook)
        {
            LogOnlyWebhook(logger);
            readiness.Follow();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] running =
        [
            configuration.RunAsync(ending.Token),
            services.FollowAsync(ending.Token),
            options.IsStandalone ? LeadAsync(ending.Token) : StandByAsync(ending.Token),
        ];
        try
        {
            await FirstEndAsync(running);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads everything, and only then tries to lead: whoever takes over shall have to wait for nothing.</summary>
    private async Task StandByAsync(CancellationToken cancellationToken)
    {
        await configuration.WaitForSyncAsync(cancellationToken);
        await services.WaitForSyncAsync(cancellationToken);
        readiness.Follow();
        LogFollowing(logger);
        await candidate.RunAsync(LeadAsync, cancellationToken);
    }

    /// <summary>None of the parts ends by itself: the first to end tells why.</summary>
    private static async Task FirstEndAsync(IEnumerable<Task> running) => await await Task.WhenAny(running);

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        LogStarting(logger, term.Number, client.Options);
        readiness.TakeOver();
        views.Term = term.Number;
        views.Update(view => view with
        {
            IgnoreExcludeLabel = options.IgnoreExcludeLabel,
            L2Policy = options.Layer2.Policy,
        });
        holdDown.Start();
        configuration.Lead();
        drains.Start();
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = leading.Token;
        // Who leads next may send events as well: nobody waits for the last of ours.
        Task[] telling = [recorders.Controller.RunAsync(token), recorders.Speaker.RunAsync(token)];
        List<Task> running =
        [
            announcements.RunAsync(token),
            rebalancing.RunAsync(token),
            selfProbes.RunAsync(token),
            l2Statuses.RunAsync(token),
            sessions.RunAsync(token),
            bgpStatuses.RunAsync(token),
            sessionStates.RunAsync(token),
            poolStatus.RunAsync(token),
            acceptance.RunAsync(token),
            keeping.RunAsync(token),
        ];
        if (options.IsStandalone)
        {
            running.Add(registrar.RunAsync(token));
        }

        running.Add(BeginAsync(token));
        try
        {
            await FirstEndAsync([.. running, .. telling]);
        }
        finally
        {
            readiness.Stop();
            await leading.CancelAsync();
            await Task.WhenAny(Task.WhenAll(running), Task.Delay(EndPatience, TimeProvider.System, CancellationToken.None));
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await configuration.WaitForSyncAsync(cancellationToken);
        if (!options.IsStandalone)
        {
            // What another silo judged by before it gave the lease away may still be on its way through our watches.
            await configuration.RelistAsync(cancellationToken);
        }

        LogConfigurationRead(logger, views.Current.Pools.Count, views.Current.L2Advertisements.Count, views.Current.Nodes.Count);
        var converging = services.RunAsync(cancellationToken);
        await await Task.WhenAny(converging, services.WaitForFirstSweepAsync(cancellationToken));
        poolStatus.ObserveTouches(keeping.Touch);
        keeping.ObserveFreed(services.Wake);
        Action[] statuses = [poolStatus.Touch, acceptance.Touch, configurationStates.Touch];
        foreach (var touch in statuses)
        {
            verdicts.Observe(touch);
            touch();
        }

        var stating = configurationStates.RunAsync(cancellationToken);
        readiness.Ready();
        LogReady(logger, options.AgentListen);
        pages.Started();
        await announcements.SettleAsync(cancellationToken);
        await await Task.WhenAny(converging, stating);
    }
}
