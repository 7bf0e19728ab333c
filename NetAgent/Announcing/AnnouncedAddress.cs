using System.Collections.Immutable;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>One address that this node has an order for. Immutable but for the counters.</summary>
/// <param name="Epoch">The epoch of the order.</param>
/// <param name="Interfaces">The interface names to listen for it on; empty means all.</param>
/// <param name="Counters">What was sent and received; survives changes of the order.</param>
internal sealed record AnnouncedAddress(ulong Epoch, ImmutableArray<string> Interfaces, AddressCounters Counters)
{
    /// <summary>Whether it is only listened for, and neither answered nor announced: while it is probed for, say.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether it is answered for on an interface. Allocates nothing.</summary>
    public bool Answers(string name) => !IsSilent && Includes(name);

    /// <summary>Whether the order includes an interface. Allocates nothing.</summary>
    public bool Includes(string name)
    {
        if (Interfaces.IsEmpty)
        {
            return true;
        }

        foreach (var candidate in Interfaces)
        {
            if (string.Equals(candidate, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
