using System.Collections.Immutable;
using System.CommandLine;
using MetalOrleans.Agent.Contracts.CommandLine;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.NetAgent.Bgp;

namespace MetalOrleans.NetAgent.Options;

/// <summary>The agent's flags, their environment fallbacks and their checks.</summary>
internal sealed class AgentCommandLine
{
    // Longer than any kubelet waits for a pod by default, so more would only be cut off.
    private const int ShutdownDelayMax = 300;

    /// <summary>The port on which MetalLB 0.16 and later serve HTTPS.</summary>
    private const int SecureByCustom = 9120;

    private const string NoSecurePort =
        "--port=9120 is served as plain HTTP: an agent has no HTTPS. Scrape it as HTTP, or scrape the silo, which reports every "
        + "node's counters over HTTPS with --metrics-secure-port.";

    private readonly Func<string, string?> _environment;
    private readonly Option<string?> _nodeName = new("--node-name")
    {
        Description = "Name of this node as Kubernetes knows it. Falls back to METALLB_NODE_NAME.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _silo = new("--silo")
    {
        Description = "The silos' agent gateways, separated by commas; a name may have an address for each silo. The agent finds "
            + "the one that leads. Falls back to METALORLEANS_SILO.",
        HelpName = "HOST:PORT,...",
    };

    private readonly Option<string?> _siloName = new("--silo-name")
    {
        Description = "Name that the silo's certificate must carry, besides HOST [default: metalorleans-silo].",
        HelpName = "NAME",
    };

    private readonly Option<string?> _caFile = new("--ca-file")
    {
        Description = "PEM file of the authority that signed the silo's certificate; without it the system's authorities "
            + "are trusted. Falls back to METALORLEANS_CA_FILE.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "File with the bearer token that proves this node, read at each connect. "
            + "Falls back to METALORLEANS_TOKEN_FILE.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Use ws:// without TLS; allowed to a loopback silo only.",
    };

    private readonly Option<string?> _excludeL2File = new("--excludel2-file")
    {
        Description = "YAML file with announcedInterfacesToExclude [default: /etc/metallb/excludel2.yaml].",
        HelpName = "FILE",
    };

    private readonly Option<int?> _port = new("--port")
    {
        Description = "Port of /metrics, plain HTTP; 0 for none [default: 7472].",
        HelpName = "PORT",
    };

    private readonly Option<int?> _healthPort = new("--health-probe-port")
    {
        Description = "Port of /healthz and /readyz on 127.0.0.1; 0 for none [default: 17472].",
        HelpName = "PORT",
    };

    private readonly Option<bool> _answerPing = new("--answer-ping")
    {
        Description = "Answer echo requests (ping) for announced addresses. Leave it out where something on the node does, as "
            + "kube-proxy's IPVS mode makes the kernel do.",
    };

    private readonly Option<string?> _bgpListen = new("--bgp-listen")
    {
        Description = "When BGP peers may connect to port 179 of this node: auto (while a session is passive), always, or never "
            + "[default: auto].",
        HelpName = "WHEN",
    };

    private readonly Option<int?> _bgpShutdownDelay = new("--bgp-shutdown-delay")
    {
        Description = "Seconds for which routes carry the community GRACEFUL_SHUTDOWN when the agent stops, before they are "
            + "withdrawn; sessions with graceful restart need none [default: 0].",
        HelpName = "SECONDS",
    };

    private readonly Option<string?> _logLevel = new("--log-level")
    {
        Description = LogLevels.Names + " [default: info].",
        HelpName = "LEVEL",
    };

    private readonly Option<string?> _logFormat = new("--log-format")
    {
        Description = "json or text [default: json].",
        HelpName = "FORMAT",
    };

    private ImmutableArray<string> _ignored = [];

    /// <summary>A command line over an environment.</summary>
    public AgentCommandLine(Func<string, string?> environment)
    {
        _environment = environment;
        Root = new RootCommand(
            "Announces addresses on this node's networks as a silo orders. Exit codes: 0 stopped as asked, "
            + "1 failed while running, 2 refused its flags or files.")
        {
            _nodeName, _silo, _siloName, _caFile, _tokenFile, _insecure, _excludeL2File, _answerPing, _bgpListen,
            _bgpShutdownDelay, _port, _healthPort, _logLevel, _logFormat,
        };
        Root.SetAction(_ => 0);
    }

    /// <summary>The command as the parser sees it, with its help and version.</summary>
    public RootCommand Root { get; }

    /// <summary>Parses the arguments, without those that only MetalLB's speaker knows.</summary>
    public ParseResult Parse(string[] arguments)
    {
        (var own, _ignored) = ForeignFlags.Take(MetalLBFlags.All, arguments, _environment);
        return Root.Parse(own);
    }

    /// <summary>Turns parsed flags into options, or says which flag is wrong and what to do.</summary>
    public AgentOptionsResult Read(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0)
        {
            return AgentOptionsResult.Refused($"{parsed.Errors[0].Message} See --help.");
        }

        var nodeName = Value(parsed, _nodeName, "METALLB_NODE_NAME");
        if (nodeName is null)
        {
            return AgentOptionsResult.Refused("--node-name is missing: give it, or set METALLB_NODE_NAME.");
        }

        var siloText = Value(parsed, _silo, "METALORLEANS_SILO");
        if (siloText is null)
        {
            return AgentOptionsResult.Refused("--silo is missing: give HOST:PORT, or set METALORLEANS_SILO.");
        }

        var silos = ImmutableArray.CreateBuilder<SiloEndpoint>();
        foreach (var text in siloText.Split(',', StringSplitOptions.TrimEntries))
        {
            if (SiloEndpoint.Parse(text, parsed.GetValue(_insecure)) is not { } silo)
            {
                return AgentOptionsResult.Refused($"--silo '{text}' is not HOST:PORT; write an IPv6 address as [::1]:7480.");
            }

            if (silo is { IsPlaintext: true, IsLoopback: false })
            {
                return AgentOptionsResult.Refused(
                    $"--insecure is allowed to a loopback silo only, and '{silo.Host}' is none: leave it out and give --ca-file.");
            }

            silos.Add(silo);
        }

        return ReadRest(parsed, nodeName, silos.ToImmutable());
    }

    private AgentOptionsResult ReadRest(ParseResult parsed, string nodeName, ImmutableArray<SiloEndpoint> silos)
    {
        var caFile = Value(parsed, _caFile, "METALORLEANS_CA_FILE");
        // In a pod the file may come later than the directory that it is mounted in: the silo publishes its authority there.
        if (caFile is not null && !File.Exists(caFile) && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(caFile))))
        {
            return AgentOptionsResult.Refused($"--ca-file '{caFile}' does not exist: mount it, or correct the path.");
        }

        var levelText = parsed.GetValue(_logLevel) ?? "info";
        if (LogLevels.Parse(levelText) is not { } level)
        {
            return AgentOptionsResult.Refused($"--log-level '{levelText}' is unknown: use {LogLevels.Names}.");
        }

        var formatText = parsed.GetValue(_logFormat) ?? "json";
        if (formatText is not ("json" or "text"))
        {
            return AgentOptionsResult.Refused($"--log-format '{formatText}' is unknown: use json or text.");
        }

        if (parsed.GetValue(_port) is { } port and (< 0 or > 65535))
        {
            return AgentOptionsResult.Refused($"--port {port} is no port: use 1 to 65535, or 0 for no metrics.");
        }

        if (parsed.GetValue(_healthPort) is { } health and (< 0 or > 65535))
        {
            return AgentOptionsResult.Refused($"--health-probe-port {health} is no port: use 1 to 65535, or 0 for none.");
        }

        if (RefuseBgp(parsed) is { } refusal)
        {
            return AgentOptionsResult.Refused(refusal);
        }

        var options = new AgentOptions
        {
            NodeName = nodeName,
            Silo = silos[0],
            OtherSilos = silos.Length == 1 ? [] : silos.RemoveAt(0),
            CaFile = caFile,
            TokenFile = Value(parsed, _tokenFile, "METALORLEANS_TOKEN_FILE"),
            LogLevel = level,
            Ignored = parsed.GetValue(_port) == SecureByCustom ? _ignored.Add(NoSecurePort) : _ignored,
            LogFormat = formatText == "json" ? LogFormat.Json : LogFormat.Text,
        };
        return AgentOptionsResult.Accepted(options with
        {
            SiloName = parsed.GetValue(_siloName) ?? options.SiloName,
            ExcludeL2File = parsed.GetValue(_excludeL2File) ?? options.ExcludeL2File,
            AnswersPing = parsed.GetValue(_answerPing),
            BgpListen = ParseListen(parsed.GetValue(_bgpListen)) ?? BgpListenMode.Auto,
            BgpShutdownDelay = TimeSpan.FromSeconds(parsed.GetValue(_bgpShutdownDelay) ?? 0),
            MetricsPort = parsed.GetValue(_port) ?? options.MetricsPort,
            HealthPort = parsed.GetValue(_healthPort) ?? options.HealthPort,
        });
    }

    private string? RefuseBgp(ParseResult parsed) =>
        ParseListen(parsed.GetValue(_bgpListen)) is null
            ? $"--bgp-listen '{parsed.GetValue(_bgpListen)}' is unknown: use auto, always or never."
        : parsed.GetValue(_bgpShutdownDelay) is { } delay and (< 0 or > ShutdownDelayMax)
            ? $"--bgp-shutdown-delay {delay} is no delay: use 0 to {ShutdownDelayMax} seconds."
        : null;

    private static BgpListenMode? ParseListen(string? text) => text switch
    {
        null or "auto" => BgpListenMode.Auto,
        "always" => BgpListenMode.Always,
        "never" => BgpListenMode.Never,
        _ => null,
    };

    private string? Value(ParseResult parsed, Option<string?> option, string variable)
    {
        var value = parsed.GetValue(option) ?? _environment(variable);
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }
}
