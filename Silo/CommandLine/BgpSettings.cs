using System.CommandLine;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say how routes come and go.</summary>
internal sealed class BgpSettings
{
    private readonly Option<int> _drainDelay = new("--bgp-drain-delay")
    {
        Description = "Seconds that a draining node advertises with GRACEFUL_SHUTDOWN before it withdraws.",
        DefaultValueFactory = _ => 10,
        HelpName = "s",
    };

    public IEnumerable<Option> All => [_drainDelay];

    /// <exception cref="SettingException">A number is out of range.</exception>
    public BgpOptions Read(ParseResult result) => new()
    {
        DrainDelay = TimeSpan.FromSeconds(
            ServeOptions.CheckRange("--bgp-drain-delay", result.GetValue(_drainDelay), 0, 3600)),
    };
}
