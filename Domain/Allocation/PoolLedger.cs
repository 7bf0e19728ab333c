using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>Who holds which address of one pool. Immutable: each verb answers with the next ledger.</summary>
/// <remarks>
/// Invariant 1 of the design: an address is held by one Service, or by several with equal sharing keys, equal backend keys
/// and disjoint ports. Finding the lowest free address costs the logarithm of the number of held runs, whatever the size
/// of the range. Allocating and assigning never take anything away: until the Service's status says
/// what it got, it still says what it had, so both are held until <see cref="Settle"/>.
/// </remarks>
public sealed record PoolLedger
{
    private PoolLedger()
    {
    }

    /// <summary>The ledger in which nobody holds anything.</summary>
    public static PoolLedger Empty { get; } = new();

    /// <summary>
    /// The truth; everything below is an index of it, updated by <see cref="With"/> and <see cref="Without"/>.
    /// </summary>
    internal ImmutableSortedDictionary<Address, AddressHolding> Holdings { get; init; } =
        ImmutableSortedDictionary<Address, AddressHolding>.Empty;

    private ImmutableDictionary<ServiceKey, ImmutableArray<Address>> AddressesByService { get; init; } =
        ImmutableDictionary<ServiceKey, ImmutableArray<Address>>.Empty;

    internal ImmutableDictionary<SharingTerms, ImmutableSortedSet<Address>> Shareable { get; init; } =
        ImmutableDictionary<SharingTerms, ImmutableSortedSet<Address>>.Empty;

    internal HeldAddresses Held { get; init; } = HeldAddresses.Empty;

    /// <summary>What is kept though no Service has it: reserved addresses, and those held for Services that went.</summary>
    internal KeptAddresses Kept { get; init; } = KeptAddresses.None;

    /// <summary>Whether the ledger has read what a predecessor held for Services that went.</summary>
    internal bool HasRemembered { get; init; }

    /// <summary>The pool that the reservations were resolved for; null without any.</summary>
    internal AddressPool? ReservedIn { get; init; }

    private ImmutableDictionary<string, int> CountByNamespace { get; init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>The Services that hold something, in no particular order.</summary>
    public IEnumerable<ServiceKey> Services => AddressesByService.Keys;

    /// <summary>The held addresses, ascending.</summary>
    public IEnumerable<Address> Addresses => Holdings.Keys;

    /// <summary>The number of distinct addresses held, by family (A-050: a shared address counts once).</summary>
    public int InUse(IPFamily family) => Held.Count(family);

    /// <summary>The number of distinct addresses that the Services of a namespace hold, both families together.</summary>
    public int InUse(string inNamespace) => CountByNamespace.GetValueOrDefault(inNamespace);

    /// <summary>The same of every namespace that holds something.</summary>
    public IEnumerable<KeyValuePair<string, int>> UseByNamespace => CountByNamespace;

    /// <summary>How many addresses are held for Services that went.</summary>
    public int HeldForOwners => Kept.Holds.Count;

    /// <summary>How many addresses of a family reservations keep, held or not; saturating.</summary>
    public long ReservedCount(IPFamily family) => Kept.Reserved.Count(family);

    /// <summary>The Services that hold an address, by key; empty when it is free.</summary>
    public ImmutableSortedSet<ServiceKey> HoldersOf(Address address) =>
        Holdings.TryGetValue(address, out var holding) ? [.. holding.PortsByHolder.Keys] : [];

    /// <summary>The addresses that a Service holds, in the order it got them; empty when none.</summary>
    public ImmutableArray<Address> HeldBy(ServiceKey service) => AddressesByService.GetValueOrDefault(service, []);

    /// <summary>
    /// Takes the lowest suitable address of each wanted family (A-006, S-034); a repeat answers the same.
    /// </summary>
    /// <remarks>
    /// An address of a wanted family that the Service holds already, and still may hold, is kept (invariant 2). A refusal
    /// changes nothing.
    /// </remarks>
    public (AllocationResult Result, PoolLedger Next) Allocate(PoolTerms terms, AllocationRequest request)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(request);
        var choice = new AddressChoice(this, terms.Pool, request);
        var chosen = ImmutableArray.CreateBuilder<Address>(request.Families.Length);
        foreach (var family in request.Families)
        {
            if (choice.Next(family, terms.GivesNew) is not { } address)
            {
                return (terms.GivesNew ? choice.Exhausted() : terms.RefuseNew(), this);
            }

            chosen.Add(address);
        }

        var addresses = chosen.ToImmutable();
        var refusal = (request.OnlyOwn && !choice.HasChosenOwn ? choice.Exhausted() : null)
            ?? AllocationChecks.CheckShape(addresses, request)
            ?? AllocationChecks.CheckQuotas(this, terms, addresses, request);
        return refusal is not null ? (refusal, this) : Give(addresses, request);
    }

    /// <inheritdoc cref="Allocate(PoolTerms, AllocationRequest)"/>
    public (AllocationResult Result, PoolLedger Next) Allocate(AddressPool pool, AllocationRequest request) =>
        Allocate(PoolTerms.For(ClusterView.Empty, pool, request.Service.Namespace), request);

    /// <summary>Takes exactly these addresses, or none (S-030 to S-033).</summary>
    /// <remarks>A refusal changes nothing.</remarks>
    public (AllocationResult Result, PoolLedger Next) Assign(
        PoolTerms terms, ImmutableArray<Address> addresses, AllocationRequest request)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(request);
        var (result, next) = Assign(terms.Pool, addresses, request);
        return AllocationChecks.CheckTerms(this, terms, addresses, request, result) is { } refusal ? (refusal, this) : (result, next);
    }

    /// <summary>
    /// Takes exactly these addresses, or none (S-030 to S-033), whatever policies and reservations say: for what a Service
    /// is known to have.
    /// </summary>
    /// <remarks>A refusal changes nothing.</remarks>
    public (AllocationResult Result, PoolLedger Next) Assign(
        AddressPool pool, ImmutableArray<Address> addresses, AllocationRequest request)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(request);
        if (!addresses.All(pool.Owns))
        {
            return (AllocationResult.Refused(AllocationRefusal.NotInPool, AllocationTexts.NotAllowed(addresses)), this);
        }

        if (AllocationChecks.CheckShape(addresses, request) is { } malformed)
        {
            return (malformed, this);
        }

        foreach (var address in addresses)
        {
            if (Holdings.TryGetValue(address, out var holding) && holding.Check(address, request) is { } refusal)
            {
                return (refusal, this);
            }
        }

        return Give(addresses, request);
    }

    /// <summary>Frees whatever the Service holds; the same ledger when that is nothing.</summary>
    public PoolLedger Release(ServiceKey service) => Settle(service, []);

    /// <summary>Frees what the Service holds beside these addresses; the same ledger when that is nothing.</summary>
    public PoolLedger Settle(ServiceKey service, ImmutableArray<Address> addresses)
    {
        var next = this;
        foreach (var address in HeldBy(service))
        {
            if (!addresses.Contains(address))
            {
                next = next.Without(address, service);
            }
        }

        if (ReferenceEquals(next, this))
        {
            return this;
        }

        var left = HeldBy(service).RemoveAll(address => !addresses.Contains(address));
        return next with
        {
            AddressesByService = left.IsEmpty ? AddressesByService.Remove(service) : AddressesByService.SetItem(service, left),
        };
    }

    private (AllocationResult Result, PoolLedger Next) Give(ImmutableArray<Address> addresses, AllocationRequest request)
    {
        var next = Hold(addresses, request);
        var result = AllocationResult.Allocated(addresses, HasFreed(next, request.Service));
        return (result with { HoldsMore = next.HeldBy(request.Service).Length > addresses.Length }, next);
    }

    /// <summary>Whether others may have in the next ledger what the Service kept from them in this one.</summary>
    private bool HasFreed(PoolLedger next, ServiceKey service) =>
        !ReferenceEquals(next, this)
        && HeldBy(service).Any(address => next.Holdings[address].HasRoomMadeBy(service, Holdings[address]));

    private PoolLedger Hold(ImmutableArray<Address> addresses, AllocationRequest request)
    {
        var held = HeldBy(request.Service);
        ImmutableArray<Address> all = [.. addresses, .. held.Except(addresses)];
        var next = this.WithoutHoldsOf(request.Service);
        foreach (var address in addresses)
        {
            if (!Holdings.TryGetValue(address, out var holding) || !holding.Satisfies(request))
            {
                next = next.With(address, request);
            }
        }

        return ReferenceEquals(next, this) && held.AsSpan().SequenceEqual(all.AsSpan())
            ? this
            : next with { AddressesByService = AddressesByService.SetItem(request.Service, all) };
    }

    /// <summary>The ledger in which the Service is among the holders of an address, on the terms of the request.</summary>
    private PoolLedger With(Address address, AllocationRequest request)
    {
        var terms = SharingTerms.Of(request);
        if (!Holdings.TryGetValue(address, out var holding))
        {
            return this with
            {
                Holdings = Holdings.Add(address, AddressHolding.By(request)),
                Held = Held.Add(address),
                Kept = Kept.Take(address),
                Shareable = WithShareable(Shareable, terms, address),
                CountByNamespace = Count(request.Service.Namespace, 1),
            };
        }

        return this with
        {
            Holdings = Holdings.SetItem(address, holding.With(request)),
            CountByNamespace = holding.IsHeldIn(request.Service.Namespace, besides: null)
                ? CountByNamespace
                : Count(request.Service.Namespace, 1),
            Shareable = holding.Terms == terms
                ? Shareable
                : WithShareable(WithoutShareable(holding.Terms, address), terms, address),
        };
    }

    /// <summary>The ledger in which the Service has left the holders of an address.</summary>
    private PoolLedger Without(Address address, ServiceKey service)
    {
        var holding = Holdings[address];
        var counts = holding.IsHeldIn(service.Namespace, besides: service) ? CountByNamespace : Count(service.Namespace, -1);
        if (holding.Without(service) is { } rest)
        {
            return this with { Holdings = Holdings.SetItem(address, rest), CountByNamespace = counts };
        }

        return this with
        {
            Holdings = Holdings.Remove(address),
            Held = Held.Remove(address),
            Kept = Kept.Free(address),
            CountByNamespace = counts,
            Shareable = WithoutShareable(holding.Terms, address),
        };
    }

    private ImmutableDictionary<string, int> Count(string inNamespace, int change) => InUse(inNamespace) + change is > 0 and var count
        ? CountByNamespace.SetItem(inNamespace, count)
        : CountByNamespace.Remove(inNamespace);

    private static ImmutableDictionary<SharingTerms, ImmutableSortedSet<Address>> WithShareable(
        ImmutableDictionary<SharingTerms, ImmutableSortedSet<Address>> shareable, SharingTerms terms, Address address) =>
        terms.AllowSharing
            ? shareable.SetItem(terms, shareable.GetValueOrDefault(terms, []).Add(address))
            : shareable;

    private ImmutableDictionary<SharingTerms, ImmutableSortedSet<Address>> WithoutShareable(
        SharingTerms terms, Address address)
    {
        if (!terms.AllowSharing)
        {
            return Shareable;
        }

        var rest = Shareable[terms].Remove(address);
        return rest.IsEmpty ? Shareable.Remove(terms) : Shareable.SetItem(terms, rest);
    }
}
