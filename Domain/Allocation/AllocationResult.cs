using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Allocation;

/// <summary>What a pool answered: the addresses, or the reason and its text in MetalLB's words.</summary>
public sealed record AllocationResult
{
    private AllocationResult()
    {
    }

    /// <summary>The addresses now held, in the order of the request's families; empty on refusal.</summary>
    public ImmutableArray<Address> Addresses { get; private init; } = [];

    /// <summary>Why there are none; null on success.</summary>
    public AllocationRefusal? Refusal { get; private init; }

    /// <summary>The refusal in a sentence for a person; empty on success.</summary>
    public string Message { get; private init; } = "";

    /// <summary>
    /// Whether giving the addresses left something for others: a port on a shared address, or terms on which others may now
    /// join (S-035). What the Service had before is left when it settles.
    /// </summary>
    public bool HasFreed { get; private init; }

    /// <summary>
    /// Whether the Service holds other addresses of the pool as well, until its status has been written and it settles.
    /// </summary>
    public bool HoldsMore { get; init; }

    /// <summary>Whether the addresses are held.</summary>
    public bool IsAllocated => Refusal is null;

    /// <summary>A success.</summary>
    public static AllocationResult Allocated(ImmutableArray<Address> addresses) => Allocated(addresses, hasFreed: false);

    /// <summary>A success that may have left something for others.</summary>
    public static AllocationResult Allocated(ImmutableArray<Address> addresses, bool hasFreed) =>
        new() { Addresses = addresses, HasFreed = hasFreed };

    /// <summary>A refusal.</summary>
    public static AllocationResult Refused(AllocationRefusal refusal, string message) =>
        new() { Refusal = refusal, Message = message };
}
