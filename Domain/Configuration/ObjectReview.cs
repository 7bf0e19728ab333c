using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// The judgement of one object in the making: collects everything that is wrong with it, not only the first.
/// </summary>
internal sealed class ObjectReview(string kind, string name)
{
    private readonly ImmutableArray<ConfigurationRefusal>.Builder _refusals =
        ImmutableArray.CreateBuilder<ConfigurationRefusal>();

    /// <summary>What MetalLB says before every message about such an object; empty for most kinds.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The nodes that a refusal concerns; null, the default, means all.</summary>
    public ImmutableSortedSet<string>? Nodes { get; set; }

    /// <summary>Whether nothing wrong was found so far.</summary>
    public bool IsAccepted => _refusals.Count == 0;

    /// <summary>What was found.</summary>
    public ImmutableArray<ConfigurationRefusal> Refusals =>
        Nodes is null ? _refusals.ToImmutable() : [.. _refusals.Select(refusal => refusal with { Nodes = Nodes })];

    /// <summary>Notes what is wrong with a field, and what to do about it.</summary>
    public void Refuse(string field, string message, string remedy) =>
        Refuse(ConfigurationRefusalReason.Invalid, field, message, remedy);

    /// <summary>Notes what is wrong with a field, why in one word, and what to do about it.</summary>
    public void Refuse(ConfigurationRefusalReason reason, string field, string message, string remedy) =>
        RefuseVerbatim(reason, field, Prefix + message, remedy);

    /// <summary>Notes what is wrong in words that take no <see cref="Prefix"/>.</summary>
    public void RefuseVerbatim(ConfigurationRefusalReason reason, string field, string message, string remedy) =>
        _refusals.Add(new ConfigurationRefusal(kind, name, field, message, remedy) { Reason = reason });

    /// <summary>Refuses each entry of a list that was there before, in MetalLB's words (C-007).</summary>
    /// <param name="field">The list's path.</param>
    /// <param name="items">Its entries as text.</param>
    /// <param name="message">What is wrong with the entry given.</param>
    public void RefuseDuplicates(string field, IEnumerable<string> items, Func<string, string> message)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in items)
        {
            if (!seen.Add(item))
            {
                Refuse($"{field}[{index}]", message(item), "Remove the repeated entry.");
            }

            index++;
        }
    }
}
