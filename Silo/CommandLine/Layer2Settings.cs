using System.CommandLine;
using MetalOrleans.Domain.Election;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say who announces in layer 2, and how addresses move.</summary>
internal sealed class Layer2Settings
{
    private readonly Option<string> _placement = new Option<string>("--l2-placement")
    {
        Description = "Which of several equally good nodes announces: hash (as MetalLB) or spread (the one with the fewest).",
        DefaultValueFactory = _ => "hash",
        HelpName = "how",
    }.AcceptOnlyFromAmong("hash", "spread");

    private readonly Option<string> _failback = new Option<string>("--l2-failback")
    {
        Description = "When an address moves to a better node: automatic, or on-request (annotation metalorleans.io/rebalance).",
        DefaultValueFactory = _ => "automatic",
        HelpName = "when",
    }.AcceptOnlyFromAmong("automatic", "on-request");

    private readonly Option<int> _holdDown = new("--l2-hold-down")
    {
        Description = "Seconds that a returning node must be ready before it gets addresses back; 0 for MetalLB's behaviour.",
        DefaultValueFactory = _ => 30,
        HelpName = "s",
    };

    private readonly Option<int> _rebalance = new("--l2-rebalance-interval")
    {
        Description = "Milliseconds from one move to the next while addresses are evened out (spread).",
        DefaultValueFactory = _ => 1000,
        HelpName = "ms",
    };

    private readonly Option<int> _handOver = new("--l2-hand-over-timeout")
    {
        Description = "Milliseconds that the previous announcer goes on at the most when the new one does not acknowledge.",
        DefaultValueFactory = _ => 500,
        HelpName = "ms",
    };

    private readonly Option<int> _agentReturn = new("--agent-return-timeout")
    {
        Description = "Milliseconds that agents have after the silo's start to return before their addresses may move.",
        DefaultValueFactory = _ => 3000,
        HelpName = "ms",
    };

    private readonly Option<int> _selfProbe = new("--l2-self-probe")
    {
        Description = "Seconds within which each announced address is asked for by another agent, to find deaf nodes; 0 for never.",
        DefaultValueFactory = _ => 0,
        HelpName = "s",
    };

    private readonly Option<int> _selfProbeCount = new("--l2-self-probe-count")
    {
        Description = "Probes in a row without an answer after which a node loses its addresses.",
        DefaultValueFactory = _ => 3,
        HelpName = "count",
    };

    public IEnumerable<Option> All =>
        [_placement, _failback, _holdDown, _rebalance, _handOver, _agentReturn, _selfProbe, _selfProbeCount];

    /// <exception cref="SettingException">A number is out of range.</exception>
    public Layer2Options Read(ParseResult result) => new()
    {
        Placement = result.GetValue(_placement) == "spread" ? L2Placement.Spread : L2Placement.Hash,
        Failback = result.GetValue(_failback) == "on-request" ? L2Failback.OnRequest : L2Failback.Automatic,
        HoldDown = TimeSpan.FromSeconds(ServeOptions.CheckRange("--l2-hold-down", result.GetValue(_holdDown), 0, 86_400)),
        RebalanceInterval = Milliseconds(result, _rebalance, 10, 3_600_000),
        HandOverTimeout = Milliseconds(result, _handOver, 10, 60_000),
        AgentReturnTimeout = Milliseconds(result, _agentReturn, 0, 60_000),
        SelfProbeInterval = TimeSpan.FromSeconds(ServeOptions.CheckRange("--l2-self-probe", result.GetValue(_selfProbe), 0, 86_400)),
        SelfProbeCount = ServeOptions.CheckRange("--l2-self-probe-count", result.GetValue(_selfProbeCount), 2, 10),
    };

    private static TimeSpan Milliseconds(ParseResult result, Option<int> option, int min, int max) =>
        TimeSpan.FromMilliseconds(ServeOptions.CheckRange(option.Name, result.GetValue(option), min, max));
}
