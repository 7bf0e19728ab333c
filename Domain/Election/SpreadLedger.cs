using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Election;

/// <summary>
/// Which node announces which address, kept even. Immutable: each verb answers with the next ledger.
/// </summary>
/// <remarks>
/// An address stays where it is as long as its node is among its candidates. One that needs a node gets the candidate with
/// the fewest addresses of its group, then with the fewest addresses, then the first. So losing a node moves that node's
/// addresses only, and from an even state leads to an even state: nodes that are candidates of the same addresses differ by
/// one at the most, unless keeping a group apart asks for more. Deletions and new nodes unbalance; <see cref="NextMove"/>
/// evens out again, one address at a time. Placing costs the number of candidates and a logarithm of the number of addresses.
/// </remarks>
public sealed record SpreadLedger
{
    private SpreadLedger()
    {
    }

    /// <summary>The ledger of no address.</summary>
    public static SpreadLedger Empty { get; } = new();

    /// <summary>How many addresses each node has; nodes with none are not listed.</summary>
    public ImmutableSortedDictionary<string, int> Loads { get; private init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    private ImmutableSortedDictionary<Address, Place> Places { get; init; } = ImmutableSortedDictionary<Address, Place>.Empty;

    private ImmutableDictionary<(string Group, string Node), int> GroupLoads { get; init; } =
        ImmutableDictionary<(string, string), int>.Empty;

    /// <summary>The node that has an address; null when the address is not placed.</summary>
    public string? NodeOf(Address address) => Places.GetValueOrDefault(address)?.Node;

    /// <summary>Places an address, or confirms its place.</summary>
    public (string Node, SpreadLedger Next) Assign(SpreadRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var kept = NodeOf(request.Address) ?? request.Incumbent;
        var others = Release(request.Address);
        var node = kept is not null && request.Candidates.Contains(kept)
            ? kept
            : request.Candidates.MinBy(candidate => (others.GroupLoad(request.Group, candidate), others.Load(candidate)))!;
        return (node, others.With(request.Address, new Place(node, request.Group, request.Candidates)));
    }

    /// <summary>Forgets an address.</summary>
    public SpreadLedger Release(Address address) =>
        Places.TryGetValue(address, out var place)
            ? new SpreadLedger
            {
                Places = Places.Remove(address),
                Loads = Add(Loads, place.Node, -1),
                GroupLoads = Add(GroupLoads, (place.Group, place.Node), -1),
            }
            : this;

    /// <summary>
    /// The move that evens out most, or null when none does: from a node that has at least two addresses more than the one
    /// that gets it, or one more while two addresses of a group come apart.
    /// </summary>
    public SpreadMove? NextMove()
    {
        (int Gain, int Apart) best = (0, 0);
        SpreadMove? move = null;
        foreach (var (address, place) in Places)
        {
            foreach (var target in place.Candidates)
            {
                var gain = Load(place.Node) - Load(target);
                var apart = GroupLoad(place.Group, place.Node) - GroupLoad(place.Group, target);
                var helps = (gain >= 2 && apart >= 1) || (gain == 1 && apart >= 2);
                if (helps && (gain, apart).CompareTo(best) > 0)
                {
                    best = (gain, apart);
                    move = new SpreadMove(address, place.Node, target);
                }
            }
        }

        return move;
    }

    /// <summary>The ledger after a move.</summary>
    public SpreadLedger Apply(SpreadMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        return Places.TryGetValue(move.Address, out var place) && place.Node == move.From
            ? Release(move.Address).With(move.Address, place with { Node = move.To })
            : this;
    }

    private static ImmutableSortedDictionary<string, int> Add(ImmutableSortedDictionary<string, int> loads, string node, int by)
    {
        var load = loads.GetValueOrDefault(node) + by;
        return load == 0 ? loads.Remove(node) : loads.SetItem(node, load);
    }

    private static ImmutableDictionary<(string, string), int> Add(
        ImmutableDictionary<(string, string), int> loads, (string, string) key, int by)
    {
        var load = loads.GetValueOrDefault(key) + by;
        return load == 0 ? loads.Remove(key) : loads.SetItem(key, load);
    }

    private SpreadLedger With(Address address, Place place) => new()
    {
        Places = Places.SetItem(address, place),
        Loads = Add(Loads, place.Node, 1),
        GroupLoads = Add(GroupLoads, (place.Group, place.Node), 1),
    };

    private int Load(string node) => Loads.GetValueOrDefault(node);

    private int GroupLoad(string group, string node) => GroupLoads.GetValueOrDefault((group, node));

    private sealed record Place(string Node, string Group, ImmutableArray<string> Candidates);
}
