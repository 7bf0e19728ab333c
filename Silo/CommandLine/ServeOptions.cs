using System.Collections.Immutable;
using System.CommandLine;
using MetalOrleans.Agent.Contracts.CommandLine;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options of <c>Silo</c> itself.</summary>
internal sealed class ServeOptions
{
    private readonly Option<string?> _standalone = new("--standalone")
    {
        Description = "Run with the embedded Kubernetes API server, its state in this directory.",
        HelpName = "dir",
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "Use the API server that this kubeconfig file names.",
        HelpName = "file",
    };

    private readonly Option<string?> _stateDirectory = new("--state-dir")
    {
        Description = "Keep certificates and the agents' token key here. Default: the standalone directory, else "
            + StateDirectories.Default + ".",
        HelpName = "dir",
    };

    private readonly Option<string> _apiListen = new("--api-listen")
    {
        Description = "Where the embedded API server listens (standalone): host:port or unix:path.",
        DefaultValueFactory = _ => "127.0.0.1:6443",
        HelpName = "address",
    };

    private readonly Option<string> _agentListen = new("--agent-listen")
    {
        Description = "Where the nodes' agents connect.",
        DefaultValueFactory = _ => "[::]:7443",
        HelpName = "host:port",
    };

    private readonly Option<bool> _agentInsecure = new("--agent-insecure")
    {
        Description = "Serve agents without TLS and without proof of their node; only on a loopback --agent-listen.",
    };

    private readonly Option<string> _namespace = new("--namespace")
    {
        Description = "The namespace whose pools and advertisements count. Falls back to METALLB_NAMESPACE, then to the pod's own.",
        DefaultValueFactory = _ => OwnNamespace.Find() ?? "metallb-system",
        HelpName = "name",
    };

    private readonly Option<string> _lbClass = new("--lb-class")
    {
        Description = "Serve only Services of this loadBalancerClass. Default: only those with none.",
        DefaultValueFactory = _ => "",
        HelpName = "class",
    };

    private readonly Option<bool> _ignoreExcludeLb = new("--ignore-exclude-lb")
    {
        Description = "Announce from nodes labelled node.kubernetes.io/exclude-from-external-load-balancers too.",
    };

    private readonly Option<int> _healthPort = new("--health-probe-port")
    {
        Description = "The port of /healthz and /readyz; 0 for none.",
        DefaultValueFactory = _ => 17472,
        HelpName = "port",
    };

    private readonly Option<int> _planPort = new("--plan-port")
    {
        Description = "The port of /api/v1/plan, on loopback only; 0 for none.",
        DefaultValueFactory = _ => 7475,
        HelpName = "port",
    };

    private readonly Option<string?> _webhookListen = new("--webhook-listen")
    {
        Description = "Where the API server calls the webhooks, over TLS. Default: nowhere.",
        HelpName = "host:port",
    };

    private readonly Option<string> _webhookMode = new Option<string>("--webhook-mode")
    {
        Description = "enabled, disabled to take configuration objects unjudged and refuse them only when read, or onlywebhook to "
            + "judge them and do nothing else.",
        DefaultValueFactory = _ => "enabled",
        HelpName = "mode",
    }.AcceptOnlyFromAmong("enabled", "disabled", "onlywebhook");

    private readonly Option<int> _heartbeat = new("--heartbeat-interval")
    {
        Description = "Milliseconds between heartbeats on the agent link.",
        DefaultValueFactory = _ => 100,
        HelpName = "ms",
    };

    private readonly Option<int> _missed = new("--missed-heartbeats")
    {
        Description = "After how many silent intervals an agent is taken for dead.",
        DefaultValueFactory = _ => 4,
        HelpName = "count",
    };

    private readonly Option<string> _logLevel = new Option<string>("--log-level")
    {
        Description = LogLevels.Names + ".",
        DefaultValueFactory = _ => "info",
        HelpName = "level",
    }.AcceptOnlyFromAmong("all", "debug", "info", "warn", "error", "none");

    private readonly Option<string?> _logFormat = new Option<string?>("--log-format")
    {
        Description = "text for people, json for machines. Default: text with --standalone, else json.",
        HelpName = "format",
    }.AcceptOnlyFromAmong("text", "json");

    private readonly OwnershipFlags _ownership = new();
    private readonly Layer2Settings _layer2 = new();
    private readonly BgpSettings _bgp = new();
    private readonly LeaseSettings _lease = new();
    private readonly IdentitySettings _identity = new();
    private readonly MetricsSettings _metrics = new();
    private readonly TlsSettings _tls = new();
    private readonly OtlpSettings _otlp = new();
    private ImmutableArray<string> _ignored = [];

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _standalone, _kubeconfig, _stateDirectory, _apiListen, _agentListen, _agentInsecure, _namespace, _lbClass,
            _ignoreExcludeLb, _healthPort, .. _metrics.All, .. _tls.All, .. _otlp.All, _planPort,
            _webhookListen, _webhookMode, _heartbeat, _missed,
            .. _layer2.All, .. _bgp.All, .. _lease.All, .. _identity.All, _logLevel, _logFormat,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }

        _ownership.AddTo(command);
    }

    /// <summary>Takes out what only MetalLB's controller knows; <see cref="Read"/> says what it was.</summary>
    /// <param name="command">The command with this program's own options, which are left where they are.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Looks a variable up.</param>
    /// <returns>The arguments that are left.</returns>
    public string[] TakeForeign(Command command, string[] arguments, Func<string, string?> environment)
    {
        var own = command.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        (var left, _ignored) = ForeignFlags.Take(
            [.. MetalLBFlags.All.Where(flag => !own.Contains(flag.Name))], arguments, environment);
        if (MetalLBFlags.JudgeBgpType(environment) is { } sentence)
        {
            _ignored = _ignored.Add(sentence);
        }

        return left;
    }

    /// <exception cref="SettingException">An option's value makes no sense; the message names it and the remedy.</exception>
    public SiloOptions Read(ParseResult result)
    {
        var standalone = result.GetValue(_standalone);
        var kubeconfig = result.GetValue(_kubeconfig);
        if (standalone is not null && kubeconfig is not null)
        {
            throw new SettingException(
                "--standalone and --kubeconfig exclude each other: the first brings its own API server, the second names one.");
        }

        var agentListen = Endpoints.Parse("--agent-listen", result.GetValue(_agentListen)!);
        var insecure = result.GetValue(_agentInsecure);
        if (insecure && !System.Net.IPAddress.IsLoopback(agentListen.Address))
        {
            throw new SettingException(
                $"--agent-insecure is for loopback only, and --agent-listen is {agentListen}: "
                + "leave --agent-insecure out, or listen on 127.0.0.1 or [::1].");
        }

        var healthPort = Endpoints.CheckPort("--health-probe-port", result.GetValue(_healthPort), min: 0);
        var metrics = _metrics.Read(result);
        return new SiloOptions
        {
            StandaloneDirectory = standalone,
            KubeConfigFile = kubeconfig,
            StateDirectory = StateDirectories.Choose(result.GetValue(_stateDirectory), standalone),
            ApiListen = result.GetValue(_apiListen)!,
            AgentListen = agentListen,
            IsAgentListenerInsecure = insecure,
            Namespace = result.GetValue(_namespace)!,
            LoadBalancerClass = result.GetValue(_lbClass)!,
            IgnoreExcludeLabel = result.GetValue(_ignoreExcludeLb),
            HealthPort = healthPort,
            MetricsPort = metrics.Port,
            SecureMetrics = metrics.Secure,
            Tls = _tls.Read(result),
            Otlp = _otlp.Read(result),
            PlanPort = Endpoints.CheckPort("--plan-port", result.GetValue(_planPort), min: 0),
            WebhookListen = result.GetValue(_webhookListen) is { } listen ? Endpoints.Parse("--webhook-listen", listen) : null,
            AreWebhooksEnabled = result.GetValue(_webhookMode) != "disabled",
            IsOnlyWebhook = result.GetValue(_webhookMode) == "onlywebhook",
            Gateway = new AgentGatewayOptions
            {
                HeartbeatInterval = TimeSpan.FromMilliseconds(
                    CheckRange("--heartbeat-interval", result.GetValue(_heartbeat), 10, 60_000)),
                MissedHeartbeats = CheckRange("--missed-heartbeats", result.GetValue(_missed), 2, 100),
                ProofInterval = _identity.ProofInterval(result),
                Ownership = _ownership.Read(result),
            },
            Layer2 = _layer2.Read(result),
            Name = _lease.Name(result),
            Lease = _lease.Read(result, agentListen),
            Bgp = _bgp.Read(result),
            Identity = _identity.Read(
                result, standalone is null && kubeconfig is null, standalone is not null, result.GetValue(_namespace)!),
            LogLevel = LogLevels.Parse(result.GetValue(_logLevel)!) ?? LogLevel.Information,
            LogFormat = FormatOf(result.GetValue(_logFormat) ?? (standalone is null ? "json" : "text")),
            Ignored = _ignored,
        };
    }

    private static LogFormat FormatOf(string name) => name == "json" ? LogFormat.Json : LogFormat.Text;

    /// <exception cref="SettingException">The value is out of range.</exception>
    public static int CheckRange(string option, int value, int min, int max) =>
        value >= min && value <= max
            ? value
            : throw new SettingException($"{option} {value} is out of range: give a number from {min} to {max}.");
}
