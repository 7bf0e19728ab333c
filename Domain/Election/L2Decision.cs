using System.Collections.Immutable;

namespace MetalOrleans.Domain.Election;

/// <summary>Who announces an address in layer 2, or why nobody does.</summary>
public sealed record L2Decision
{
    private L2Decision()
    {
    }

    /// <summary>The announcer's node name; null when nobody announces.</summary>
    public string? Announcer => Chosen?.Node;

    /// <summary>The interfaces to announce on; empty means every interface that qualifies (L-053).</summary>
    public ImmutableSortedSet<string> Interfaces => Chosen?.Interfaces ?? [];

    /// <summary>Every candidate, best first.</summary>
    public ImmutableArray<string> Candidates => [.. Ranked.Select(candidate => candidate.Node)];

    /// <summary>
    /// The candidates among which only the placement chooses: of the same standing and score as the first, in its order.
    /// </summary>
    public ImmutableArray<string> Peers { get; private init; } = [];

    /// <summary>Why nobody announces; null when somebody does.</summary>
    public L2Refusal? Refusal { get; private init; }

    private ImmutableArray<L2Candidate> Ranked { get; init; } = [];

    private L2Candidate? Chosen { get; init; }

    /// <summary>Nobody may announce.</summary>
    public static L2Decision Refused(L2Refusal refusal) => new() { Refusal = refusal };

    /// <summary>The same decision with another of its candidates as announcer.</summary>
    /// <exception cref="ArgumentException">The node is no candidate.</exception>
    public L2Decision For(string node) => this with
    {
        Chosen = Find(node) ?? throw new ArgumentException($"{node} is no candidate.", nameof(node)),
    };

    /// <summary>Why the announcer is another than it was.</summary>
    public AnnouncerChange ChangeFrom(string? announcer)
    {
        if (Chosen is null)
        {
            return AnnouncerChange.Refused;
        }

        if (announcer is null || announcer == Announcer)
        {
            return announcer is null ? AnnouncerChange.Elected : AnnouncerChange.InterfacesChanged;
        }

        return Find(announcer)?.Standing switch
        {
            null => AnnouncerChange.AnnouncerLost,
            L2Standing.CutOff => AnnouncerChange.LinkLost,
            L2Standing.Deaf => AnnouncerChange.AnnouncerDeaf,
            L2Standing.Draining => AnnouncerChange.Drained,
            _ => AnnouncerChange.BetterNode,
        };
    }

    /// <summary>The first candidate announces.</summary>
    internal static L2Decision Announce(ImmutableArray<L2Candidate> ranked, int equals) => new()
    {
        Ranked = ranked,
        Chosen = ranked[0],
        Peers = [.. ranked.Take(equals).Select(candidate => candidate.Node)],
    };

    private L2Candidate? Find(string node) => Ranked.FirstOrDefault(candidate => candidate.Node == node);
}
