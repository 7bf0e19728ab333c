using System.CommandLine;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say how routes come and go.</summary>
internal sealed class BgpSettings
{
    /// <summary>MetalLB's choice of a BGP implementation; here there is one, which does what each of them does (B-111).</summary>
    public const string TypeVariable = "METALLB_BGP_TYPE";

    private readonly Option<int> _drainDelay = new("--bgp-drain-delay")
    {
        Description = "Seconds that a draining node advertises with GRACEFUL_SHUTDOWN before it withdraws.",
        DefaultValueFactory = _ => 10,
        HelpName = "s",
    };

    public IEnumerable<Option> All => [_drainDelay];

    /// <exception cref="SettingException">A number is out of range, or the environment names an unknown implementation.</exception>
    public BgpOptions Read(ParseResult result)
    {
        if (Environment.GetEnvironmentVariable(TypeVariable) is { Length: > 0 } type && type is not ("native" or "frr" or "frr-k8s"))
        {
            throw new SettingException($"{TypeVariable} is {type}: use native, frr or frr-k8s, which all mean the same here, or leave it out.");
        }

        return new BgpOptions
        {
            DrainDelay = TimeSpan.FromSeconds(
                ServeOptions.CheckRange("--bgp-drain-delay", result.GetValue(_drainDelay), 0, 3600)),
        };
    }
}
