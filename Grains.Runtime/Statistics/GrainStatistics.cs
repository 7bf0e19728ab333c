using System.Collections.Immutable;
using MetalOrleans.Grains.Runtime.Activations;

namespace MetalOrleans.Grains.Runtime.Statistics;

internal sealed class GrainStatistics(GrainRuntime runtime) : IGrainStatistics
{
    public ImmutableArray<GrainMethodReport> Methods() =>
    [
        .. from grain in runtime.Classes
           from method in grain.Statistics()
           let report = method.Report(grain.Class.Name)
           orderby report.Grain, report.Method
           select report,
    ];

    public ImmutableArray<GrainTypeReport> Types() =>
    [
        .. from grain in runtime.Classes
           let counts = grain.Counts
           orderby grain.Class.Name
           select new GrainTypeReport(
               grain.Class.Name,
               counts.Activated - counts.Deactivated,
               counts.Activated,
               counts.Deactivated,
               counts.Failed),
    ];
}
