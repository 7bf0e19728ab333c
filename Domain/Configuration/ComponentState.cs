using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>How the configuration looks to one component: what a ConfigurationState object says (C-150 to C-157).</summary>
/// <param name="Node">The node of a speaker; null for the controller.</param>
/// <param name="ErrorSummary">What is wrong, a line for each fault, bounded in length; empty when all is well.</param>
public sealed record ComponentState(string? Node, string ErrorSummary)
{
    // The kinds that only the speakers use; the controller deals with everything else.
    private static readonly ImmutableHashSet<string> _speakerKinds = ImmutableHashSet.Create(
        StringComparer.Ordinal, "L2Advertisement", "BGPAdvertisement", "BGPPeer", "BFDProfile", "Community");

    // Well below the 32768 characters that a condition's message may have.
    private const int SummaryLengthMax = 16_000;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsValid => ErrorSummary.Length == 0;

    /// <summary>The object's name: <c>controller</c> or <c>speaker-NODE</c> (C-150).</summary>
    public string Name => Node is null ? "controller" : $"speaker-{Node}";

    /// <summary>The condition's type (C-152).</summary>
    public string ConditionType => Node is null ? "poolReconcilerValid" : "configReconcilerValid";

    /// <summary>The condition's reason (C-152).</summary>
    public string Reason => IsValid ? "Reconciled" : "ConfigurationError";

    /// <summary>The states of all components: the controller's, then the nodes' by name.</summary>
    /// <param name="refusals">Everything that is refused, of whatever kind.</param>
    /// <param name="nodes">The nodes.</param>
    public static ImmutableArray<ComponentState> Of(
        ImmutableArray<ConfigurationRefusal> refusals, IEnumerable<string> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var states = ImmutableArray.CreateBuilder<ComponentState>();
        states.Add(new ComponentState(null, Summary(refusals.Where(refusal => !_speakerKinds.Contains(refusal.Kind)))));
        var ofSpeakers = refusals.Where(refusal => refusal.Kind == "IPAddressPool" || _speakerKinds.Contains(refusal.Kind)).ToList();
        var everywhere = ofSpeakers.TrueForAll(refusal => refusal.Nodes is null) ? Summary(ofSpeakers) : null;
        states.AddRange(
            from node in nodes.Order(StringComparer.Ordinal)
            select new ComponentState(node, everywhere ?? Summary(ofSpeakers.Where(refusal => refusal.Concerns(node)))));
        return states.ToImmutable();
    }

    /// <summary>MetalLB's words, which tools compare (C-156); field and remedy are in the object's own condition.</summary>
    private static string Summary(IEnumerable<ConfigurationRefusal> refusals)
    {
        var lines = refusals.Select(refusal => $"configuration error: {refusal.Message}").Distinct().ToList();
        var length = 0;
        var shown = lines.TakeWhile(line => (length += line.Length + 1) <= SummaryLengthMax).ToList();
        return string.Join('\n', shown.Count == lines.Count ? shown : shown.Append($"and {lines.Count - shown.Count} more"));
    }
}
