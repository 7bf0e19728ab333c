using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>
/// The addresses of a pool that are not anybody's although no Service has them: reserved ones, and those held for a Service
/// that went; with what Services hold they make the sets that searches pass over.
/// </summary>
/// <remarks>
/// Costs nothing while nothing is kept. Otherwise an address taken or freed costs the logarithm of the runs, and a changed
/// reservation the number of what is kept, never of what Services hold.
/// </remarks>
internal sealed record KeptAddresses
{
    private KeptAddresses()
    {
    }

    /// <summary>Nothing is kept.</summary>
    public static KeptAddresses None { get; } = new();

    /// <summary>What reservations keep.</summary>
    public ReservedAddresses Reserved { get; private init; } = ReservedAddresses.Empty;

    /// <summary>What is kept for Services that went.</summary>
    public HoldBook Holds { get; private init; } = HoldBook.Empty;

    /// <summary>Whether nothing is kept. Then both sets are what Services hold, and are not kept here.</summary>
    public bool IsEmpty => Reserved.Reservations.IsEmpty && Holds.IsEmpty;

    private AddressRuns TakenRuns { get; init; } = AddressRuns.Empty;

    private AddressRuns BlockedRuns { get; init; } = AddressRuns.Empty;

    /// <summary>What nobody new may have, a reservation's own Services included: held by a Service, or for one.</summary>
    public AddressRuns Taken(HeldAddresses held) => IsEmpty ? held.Runs : TakenRuns;

    /// <summary>What nobody new may have without a reservation: what is taken, and what is reserved.</summary>
    public AddressRuns Blocked(HeldAddresses held) => IsEmpty ? held.Runs : BlockedRuns;

    /// <summary>With these reservations instead of those before.</summary>
    public KeptAddresses With(ReservedAddresses reserved, HeldAddresses held) =>
        (this with { Reserved = reserved }).Rebuild(held);

    /// <summary>With one more hold; when there are too many, the one that ends first is let go.</summary>
    public KeptAddresses With(AddressHold hold, HeldAddresses held)
    {
        var kept = Holds.IsFull && Holds.First is { } first ? Without(first.Address, first.Service, held) : this;
        return kept with
        {
            Holds = kept.Holds.Add(hold),
            TakenRuns = kept.Taken(held).Add(hold.Address),
            BlockedRuns = kept.Blocked(held).Add(hold.Address),
        };
    }

    /// <summary>Without a Service's hold on an address; the same when there is none.</summary>
    public KeptAddresses Without(Address address, ServiceKey service, HeldAddresses held)
    {
        var holds = Holds.Remove(address, service);
        if (ReferenceEquals(holds, Holds))
        {
            return this;
        }

        var next = this with { Holds = holds };
        return held.Runs.Contains(address) ? next : next.Freed(address);
    }

    /// <summary>A Service took a free address.</summary>
    public KeptAddresses Take(Address address) => IsEmpty
        ? this
        : this with { TakenRuns = TakenRuns.Add(address), BlockedRuns = BlockedRuns.Add(address) };

    /// <summary>The last Service left an address.</summary>
    public KeptAddresses Free(Address address) => IsEmpty ? this : Freed(address);

    private KeptAddresses Freed(Address address) => Holds.Contains(address)
        ? this
        : this with
        {
            TakenRuns = TakenRuns.Remove(address),
            BlockedRuns = Reserved.Of(address) is null ? BlockedRuns.Remove(address) : BlockedRuns,
        };

    private KeptAddresses Rebuild(HeldAddresses held)
    {
        var taken = Holds.All.Aggregate(held.Runs, (runs, hold) => runs.Add(hold.Address));
        return this with
        {
            TakenRuns = taken,
            BlockedRuns = Reserved.Ranges.Aggregate(taken, (runs, reserved) => runs.Add(reserved.Range)),
        };
    }
}
