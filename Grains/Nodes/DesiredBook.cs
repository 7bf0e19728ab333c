using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Grains.Nodes;

/// <summary>
/// All that a node's agent shall do, with a version that grows by one with each change, and the changes that the agent has not
/// acknowledged. Owned by one <see cref="NodeGrain"/>.
/// </summary>
internal sealed class DesiredBook
{
    // A message of so many routes is some hundred kilobytes, far below what either end takes for an attack.
    private const int ChangesMax = 4096;

    private readonly ChangeLog _log = new();

    public DesiredBook() => (Orders, Bgp) = (new OrderBook(_log), new BgpBook(_log));

    /// <summary>The version after the latest change; 0 before the first.</summary>
    public ulong Version => _log.Version;

    /// <summary>What is announced in layer 2.</summary>
    public OrderBook Orders { get; }

    /// <summary>What is advertised over BGP.</summary>
    public BgpBook Bgp { get; }

    /// <summary>All of it, for a session that begins.</summary>
    public DesiredState StateFor(long session) => new(session, Version, Orders.All) { Bgp = Bgp.Desired };

    /// <summary>What an agent that has a version lacks next; a great many changes come one part after the other.</summary>
    public DesiredStateChange ChangesSince(ulong version)
    {
        var (items, toVersion) = _log.Since(version, ChangesMax);
        var announced = ImmutableArray.CreateBuilder<AddressOrder>();
        var withdrawn = ImmutableArray.CreateBuilder<AddressWithdrawal>();
        foreach (var address in items.Select(item => item.Address).OfType<Address>().Order())
        {
            if (Orders.Find(address) is { } order)
            {
                announced.Add(order);
            }
            else
            {
                withdrawn.Add(Orders.WithdrawalOf(address));
            }
        }

        return new DesiredStateChange(version, toVersion, announced.ToImmutable(), withdrawn.ToImmutable(), IsSuperseded: false)
        {
            Bgp = BgpChanges(items),
        };
    }

    /// <summary>The agent runs this version: what led to it need not be kept.</summary>
    public void Forget(ulong version)
    {
        Orders.Forget(Math.Min(version, Version));
        _log.Forget(version);
    }

    /// <summary>No agent is there to ask for changes: the next one gets all of it.</summary>
    public void ForgetChanges() => _log.Forget(Version);

    private BgpDifference BgpChanges(IReadOnlyCollection<ChangedItem> items)
    {
        var names = items.Select(item => item.Session).OfType<string>().Order(StringComparer.Ordinal).ToArray();
        var prefixes = items.Select(item => item.Prefix).OfType<Prefix>()
            .OrderBy(prefix => prefix.Network).ThenBy(prefix => prefix.Length).ToArray();
        return names.Length + prefixes.Length == 0
            ? BgpDifference.None
            : new BgpDifference(
                [.. names.Select(Bgp.FindSession).OfType<BgpSession>()],
                [.. names.Where(name => Bgp.FindSession(name) is null)],
                [.. prefixes.Select(Bgp.FindRoute).OfType<NodeRoute>()],
                [.. prefixes.Where(prefix => Bgp.FindRoute(prefix) is null)]);
    }
}
