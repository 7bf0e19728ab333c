using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Silo.Telemetry;

namespace MetalOrleans.Silo.Hosting;

/// <summary>What the command line said.</summary>
internal sealed record SiloOptions
{
    /// <summary>The directory of the embedded API server's state; null when a cluster's API server is used.</summary>
    public string? StandaloneDirectory { get; init; }

    /// <summary>The kubeconfig file; null together with no standalone directory means in-cluster.</summary>
    public string? KubeConfigFile { get; init; }

    /// <summary>Where certificates and the agent token key are kept.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where the embedded API server listens: <c>host:port</c> or <c>unix:path</c>.</summary>
    public string ApiListen { get; init; } = "127.0.0.1:6443";

    /// <summary>Where agents connect.</summary>
    public IPEndPoint AgentListen { get; init; } = new(IPAddress.IPv6Any, 7443);

    /// <summary>Whether agents are served without TLS and without proof of their node; loopback only.</summary>
    public bool IsAgentListenerInsecure { get; init; }

    /// <summary>The namespace whose configuration objects count (O-002, C-004).</summary>
    public string Namespace { get; init; } = "metallb-system";

    /// <summary>Only Services of exactly this class are served; empty means only those with none (S-002, O-011).</summary>
    public string LoadBalancerClass { get; init; } = "";

    /// <summary>Whether excluded nodes stay candidates (O-037).</summary>
    public bool IgnoreExcludeLabel { get; init; }

    /// <summary>The port of <c>/healthz</c> and <c>/readyz</c>; 0 for none (O-007).</summary>
    public int HealthPort { get; init; } = 17472;

    /// <summary>The port of <c>/metrics</c>, plain HTTP; 0 for none (O-001 up to MetalLB 0.15).</summary>
    public int MetricsPort { get; init; } = 7472;

    /// <summary><c>/metrics</c> over HTTPS; null for nowhere.</summary>
    public SecureMetricsOptions? SecureMetrics { get; init; }

    /// <summary>Where metrics, traces and logs are pushed to; null for nowhere.</summary>
    public OtlpOptions? Otlp { get; init; }

    /// <summary>Which TLS webhooks and HTTPS metrics speak.</summary>
    public TlsPolicy Tls { get; init; } = TlsPolicy.Default;

    /// <summary>The port of <c>/api/v1/plan</c>, on loopback only; 0 for none.</summary>
    public int PlanPort { get; init; } = 7475;

    /// <summary>Where webhooks are served over TLS; null for nowhere (O-080 to O-086).</summary>
    public IPEndPoint? WebhookListen { get; init; }

    /// <summary>Whether this silo judges writes and does nothing else: no lease, no address, no agent (O-012).</summary>
    public bool IsOnlyWebhook { get; init; }

    /// <summary>Whether writes of configuration objects are judged before they are stored (O-012).</summary>
    public bool AreWebhooksEnabled { get; init; } = true;

    /// <summary>The smallest level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How log lines look.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Json;

    /// <summary>What was asked for on the command line or in the environment and does not exist here, each with a remedy.</summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>How agents are served.</summary>
    public AgentGatewayOptions Gateway { get; init; } = new();

    /// <summary>Who announces in layer 2, and how addresses move.</summary>
    public Layer2Options Layer2 { get; init; } = new();

    /// <summary>How routes come and go.</summary>
    public BgpOptions Bgp { get; init; } = new();

    /// <summary>This silo's name in logs, leases and agents' logs.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>How silos agree on the one that leads.</summary>
    public LeaseOptions Lease { get; init; } = new() { Identity = Environment.MachineName };

    /// <summary>Where certificates are kept, and how agents prove their node.</summary>
    public IdentityOptions Identity { get; init; } = new();

    public bool IsStandalone => StandaloneDirectory is not null;
}
