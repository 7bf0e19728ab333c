using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.NetAgent.Bgp;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Options;

/// <summary>What the agent was started with, checked.</summary>
internal sealed record AgentOptions
{
    /// <summary>The node's name as Kubernetes knows it.</summary>
    public required string NodeName { get; init; }

    /// <summary>Where the silo's agent gateway listens.</summary>
    public required SiloEndpoint Silo { get; init; }

    /// <summary>Further silos, of which one may lead instead.</summary>
    public ImmutableArray<SiloEndpoint> OtherSilos { get; init; } = [];

    /// <summary>All silos, for logs.</summary>
    public string SilosText => string.Join(", ", [Silo, .. OtherSilos]);

    /// <summary>The name that the silo's certificate must carry, besides the host of <see cref="Silo"/>.</summary>
    public string SiloName { get; init; } = "metalorleans-silo";

    /// <summary>PEM certificates of which one must be the root of the silo's chain; null for the system's roots.</summary>
    public string? CaFile { get; init; }

    /// <summary>The file with the bearer token that proves the node; read again at each connect, as it is rotated.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The regular expressions of interface names to leave alone (L-060).</summary>
    public string ExcludeL2File { get; init; } = "/etc/metallb/excludel2.yaml";

    /// <summary>The port of <c>/metrics</c>; 0 for none (O-034 up to MetalLB 0.15).</summary>
    public int MetricsPort { get; init; } = 7472;

    /// <summary>The port of <c>/healthz</c> and <c>/readyz</c>, on loopback; 0 for none (O-035).</summary>
    public int HealthPort { get; init; } = 17472;

    /// <summary>What of MetalLB's was asked for and does not exist here, each with a remedy.</summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>Whether echo requests (ping) for announced addresses are answered.</summary>
    public bool AnswersPing { get; init; }

    /// <summary>When connections of BGP peers are accepted (B-017).</summary>
    public BgpListenMode BgpListen { get; init; }

    /// <summary>How long routes carry GRACEFUL_SHUTDOWN (RFC 8326) before a stopping agent withdraws them; zero for not at all.</summary>
    public TimeSpan BgpShutdownDelay { get; init; }

    /// <summary>The least severe level that is written.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How log lines are written.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Json;
}
