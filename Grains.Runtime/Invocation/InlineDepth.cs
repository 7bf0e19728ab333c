using System.Runtime.CompilerServices;
using MetalOrleans.Grains.Runtime.Statistics;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>Decides whether a call may run on its caller's thread, and counts how deeply such calls are nested there.</summary>
internal static class InlineDepth
{
    // A chain of calls deeper than the whole design's (controller, Service, pool or address, node) gains nothing more
    // from staying on one thread.
    private const int DepthMax = 8;

    [ThreadStatic]
    private static int s_depth;

    internal static bool MayEnter(GrainRequest request, MethodStatistics statistics) =>
        s_depth < DepthMax
        && !request.Method.IsOneWay
        && statistics.IsQuick
        && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    internal static void Enter() => s_depth++;

    internal static void Leave() => s_depth--;
}
