using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>The node's interfaces, kept from what the kernel says. Pure; owned by one caller.</summary>
internal sealed class InterfaceTable(InterfaceExclusions exclusions)
{
    private readonly Dictionary<int, JudgedInterface> _interfaces = [];
    private readonly Dictionary<(int Index, IPAddressValue Address), LinkAddress> _addresses = [];
    private HashSet<int>? _unmentioned;
    private HashSet<(int Index, IPAddressValue Address)>? _unmentionedAddresses;

    /// <summary>Every interface, by index.</summary>
    public IReadOnlyDictionary<int, JudgedInterface> Interfaces => _interfaces;

    /// <summary>Whether the first dump is complete, so that an interface not listed does not exist.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes a message in and says which interfaces it changed, removed ones included.</summary>
    public IReadOnlyList<InterfaceChange> Apply(LinkMessage message)
    {
        switch (message)
        {
            case LinkMessage.Present(var link):
                _unmentioned?.Remove(link.Index);
                return Set(link);
            case LinkMessage.Gone(var index):
                _unmentioned?.Remove(index);
                return Remove(index);
            case LinkMessage.AddressPresent(var address):
                return SetAddress(address);
            case LinkMessage.AddressGone(var address):
                return RemoveAddress((address.Index, address.Address));
            case LinkMessage.DumpStarted:
                _unmentioned = [.. _interfaces.Keys];
                _unmentionedAddresses = [.. _addresses.Keys];
                return [];
            case LinkMessage.DumpEnded:
                return EndDump();
            default:
                throw new InvalidOperationException($"{message.GetType().Name} is not a known link message.");
        }
    }

    /// <summary>The addresses of an interface.</summary>
    public IEnumerable<LinkAddress> AddressesOf(int index) => _addresses.Values.Where(address => address.Index == index);

    /// <summary>
    /// Whether the node has an address of its own on a link. What kube-proxy puts on its dummy interface and what stands on
    /// the loopback does not count: those are addresses of Services.
    /// </summary>
    public bool Owns(IPAddressValue address) => _interfaces.Values.Any(
        judged => judged.Arp != InterfaceVerdict.Excluded
            && (judged.Link.Flags & (LinkFlags.Loopback | LinkFlags.NoArp)) == LinkFlags.None
            && _addresses.ContainsKey((judged.Link.Index, address)));

    /// <summary>Whether an interface of that name exists and is not excluded, even one that is down (L-054).</summary>
    public bool Exists(string name) => _interfaces.Values.Any(
        candidate => candidate.Arp != InterfaceVerdict.Excluded
            && string.Equals(candidate.Link.Name, name, StringComparison.Ordinal));

    private IReadOnlyList<InterfaceChange> EndDump()
    {
        var links = _unmentioned ?? [];
        var addresses = _unmentionedAddresses ?? [];
        _unmentioned = null;
        _unmentionedAddresses = null;
        IsComplete = true;
        return [.. links.SelectMany(Remove), .. addresses.SelectMany(RemoveAddress)];
    }

    private IReadOnlyList<InterfaceChange> Set(LinkState link)
    {
        var after = new JudgedInterface(
            link,
            InterfacePolicy.JudgeArp(link, exclusions),
            InterfacePolicy.JudgeNdp(link, LinkLocalsOf(link.Index), exclusions));
        var before = _interfaces.GetValueOrDefault(link.Index);
        _interfaces[link.Index] = after;
        return after == before ? [] : [new InterfaceChange(before, after)];
    }

    private IReadOnlyList<InterfaceChange> Remove(int index)
    {
        foreach (var address in AddressesOf(index).ToList())
        {
            _addresses.Remove((index, address.Address));
        }

        return _interfaces.Remove(index, out var before) ? [new InterfaceChange(before, After: null)] : [];
    }

    private IReadOnlyList<InterfaceChange> SetAddress(LinkAddress address)
    {
        _unmentionedAddresses?.Remove((address.Index, address.Address));
        _addresses[(address.Index, address.Address)] = address;
        return JudgeAgain(address.Index);
    }

    private IReadOnlyList<InterfaceChange> RemoveAddress((int Index, IPAddressValue Address) key)
    {
        _unmentionedAddresses?.Remove(key);
        return _addresses.Remove(key) ? JudgeAgain(key.Index) : [];
    }

    private IReadOnlyList<InterfaceChange> JudgeAgain(int index) =>
        _interfaces.TryGetValue(index, out var judged) ? Set(judged.Link) : [];

    private IReadOnlyList<LinkAddress> LinkLocalsOf(int index) =>
        [.. AddressesOf(index).Where(address => !address.Address.IsIPv4 && address.Address.IPv6.IsLinkLocal)];
}
