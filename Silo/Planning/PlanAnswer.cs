using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MetalOrleans.Silo.Planning;

/// <summary>The answer to a plan, as JSON.</summary>
/// <param name="AtRest">Whether the silo had nothing left to do; otherwise what it was doing may still change what is said here.</param>
/// <param name="Summary">How many Services there are of each outcome.</param>
/// <param name="Services">The Services, by namespace and name.</param>
/// <param name="RefusedObjects">The configuration objects that would be refused.</param>
/// <param name="Ignored">The objects of the request that make no difference, with the reason.</param>
internal sealed record PlanAnswer(
    bool AtRest,
    ImmutableSortedDictionary<string, int> Summary,
    ImmutableArray<PlanAnswer.ServiceEntry> Services,
    ImmutableArray<PlanAnswer.ObjectEntry> RefusedObjects,
    ImmutableArray<string> Ignored)
{
    /// <summary>What the plan means for one Service.</summary>
    internal sealed record ServiceEntry(
        string Namespace,
        string Name,
        string Outcome,
        ImmutableArray<string> Before,
        ImmutableArray<string> After,
        string? Pool,
        string? Reason,
        string? Message,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Interrupted,
        ImmutableArray<string>? AfterAtOnce);

    /// <summary>A configuration object that would be refused.</summary>
    internal sealed record ObjectEntry(string Kind, string Name, string Field, string Message, string Remedy, bool IsNew);
}
