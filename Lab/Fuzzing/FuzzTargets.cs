using System.Collections.Immutable;
using MetalOrleans.Lab.Fuzzing.Targets;

namespace MetalOrleans.Lab.Fuzzing;

/// <summary>Every parser that is fuzzed.</summary>
public static class FuzzTargets
{
    /// <summary>In the order in which they are run.</summary>
    public static ImmutableArray<IFuzzTarget> All { get; } =
    [
        new EthernetTarget(), new ArpTarget(), new IPv6Target(), new NdpTarget(), new EchoTarget(), new BfdTarget(),
        new BgpOpenTarget(), new BgpNotificationTarget(), new BgpUpdateTarget(), new BgpSessionTarget(),
    ];
}
