using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>
/// The addresses of both families that this node answers for, read by every responder without a lock and changed by the
/// agent's loop.
/// </summary>
/// <remarks>
/// A change of one address is one reference swapped, so it costs the same with ten thousand addresses as with one; a frozen
/// dictionary would be rebuilt whole. Addresses change independently: no reader needs two of them to agree.
/// </remarks>
/// <param name="gate">Whether they are answered for at all now; null for always.</param>
internal sealed class AnnouncedAddresses(AnswerGate? gate = null)
{
    private readonly ConcurrentDictionary<IPAddressValue, AnnouncedAddress> _addresses = new();
    private readonly ConcurrentDictionary<IPAddressValue, bool> _watched = new();

    /// <summary>Whether anything is answered for now. Allocates nothing.</summary>
    public bool AreAnswered => gate?.IsOpen ?? true;

    /// <summary>Everything announced, as it is at some moment of the enumeration.</summary>
    public IEnumerable<KeyValuePair<IPAddressValue, AnnouncedAddress>> All => _addresses;

    /// <summary>What is known of an address, if it is announced.</summary>
    public bool TryGet(IPAddressValue address, [NotNullWhen(true)] out AnnouncedAddress? announced) =>
        _addresses.TryGetValue(address, out announced);

    /// <summary>Announces an address, or changes how.</summary>
    public void Set(IPAddressValue address, AnnouncedAddress announced) => _addresses[address] = announced;

    /// <summary>The addresses that this node waits for another one to answer for.</summary>
    public IEnumerable<IPAddressValue> Watched => _watched.Keys;

    /// <summary>Whether this node waits for another one to answer for an address.</summary>
    public bool IsWatched(IPAddressValue address) => _watched.ContainsKey(address);

    /// <summary>Waits for another node to answer for an address.</summary>
    public void Watch(IPAddressValue address) => _watched[address] = true;

    /// <summary>Waits no more.</summary>
    public void Unwatch(IPAddressValue address) => _watched.TryRemove(address, out _);

    /// <summary>Ends the announcement of an address.</summary>
    public void Remove(IPAddressValue address) => _addresses.TryRemove(address, out _);
}
