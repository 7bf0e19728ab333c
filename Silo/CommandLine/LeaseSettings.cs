using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say how silos agree on the one that leads, and where agents find it.</summary>
internal sealed class LeaseSettings
{
    private readonly Option<int> _duration = new("--lease-duration")
    {
        Description = "Seconds after the leading silo's last renewal until another may lead.",
        DefaultValueFactory = _ => 15,
        HelpName = "s",
    };

    private readonly Option<double> _renewDeadline = new("--lease-renew-deadline")
    {
        Description = "Seconds for which the leading silo goes on when it cannot renew its lease; less than --lease-duration.",
        DefaultValueFactory = _ => 10,
        HelpName = "s",
    };

    private readonly Option<double> _retryPeriod = new("--lease-retry-period")
    {
        Description = "Seconds from one renewal or attempt to the next; less than --lease-renew-deadline.",
        DefaultValueFactory = _ => 2,
        HelpName = "s",
    };

    private readonly Option<string> _podName = new("--pod-name")
    {
        Description = "The name of this silo's pod, which makes its identity among silos.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("METALLB_POD_NAME") ?? "",
        HelpName = "name",
    };

    private readonly Option<string> _advertise = new("--agent-advertise")
    {
        Description = "Where agents reach this silo when it leads. Default: METALORLEANS_POD_IP with the port of --agent-listen, else "
            + "the address of --agent-listen when it is a specific one.",
        DefaultValueFactory = _ => "",
        HelpName = "host:port",
    };

    public IEnumerable<Option> All => [_duration, _renewDeadline, _retryPeriod, _podName, _advertise];

    /// <summary>This silo's name in logs.</summary>
    public string Name(ParseResult result) =>
        result.GetValue(_podName) is { Length: > 0 } pod ? pod : Environment.MachineName;

    /// <exception cref="SettingException">A number is out of range, or they contradict each other.</exception>
    public LeaseOptions Read(ParseResult result, IPEndPoint agentListen)
    {
        var duration = ServeOptions.CheckRange("--lease-duration", result.GetValue(_duration), 1, 3_600);
        var deadline = result.GetValue(_renewDeadline);
        var retry = result.GetValue(_retryPeriod);
        if (!(retry >= 0.1 && deadline > retry && duration > deadline))
        {
            var given = string.Create(
                CultureInfo.InvariantCulture,
                $"--lease-retry-period {retry}, --lease-renew-deadline {deadline} and --lease-duration {duration}");
            throw new SettingException(
                given + " contradict each other: make each longer than the one before, and the first at least 0.1.");
        }

        return new LeaseOptions
        {
            Identity = Identity(result),
            AgentEndpoint = Endpoint(result, agentListen),
            Duration = TimeSpan.FromSeconds(duration),
            RenewDeadline = TimeSpan.FromSeconds(deadline),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };
    }

    /// <summary>
    /// A pod's name is nobody else's, and its container's next start takes its own lease over at once. Two processes of one
    /// machine must not share an identity.
    /// </summary>
    private string Identity(ParseResult result) => result.GetValue(_podName) is { Length: > 0 } pod
        ? pod
        : $"{Environment.MachineName}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    private string Endpoint(ParseResult result, IPEndPoint agentListen)
    {
        if (result.GetValue(_advertise) is { Length: > 0 } advertised)
        {
            return advertised.LastIndexOf(':') > 0
                ? advertised
                : throw new SettingException($"--agent-advertise '{advertised}' is no host with a port: write it as 10.0.0.1:7443.");
        }

        if (IPAddress.TryParse(Environment.GetEnvironmentVariable("METALORLEANS_POD_IP"), out var pod))
        {
            return new IPEndPoint(pod, agentListen.Port).ToString();
        }

        return agentListen.Address.Equals(IPAddress.Any) || agentListen.Address.Equals(IPAddress.IPv6Any) ? "" : agentListen.ToString();
    }
}
