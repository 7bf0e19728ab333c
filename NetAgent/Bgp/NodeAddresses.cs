using System.Net;
using System.Text;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>The node's own addresses, as sessions need them: next hops, scopes, and the BGP Identifier.</summary>
/// <remarks>Owned by the speaker's loop. What the kernel has not told yet is not there.</remarks>
internal sealed class NodeAddresses(string nodeName)
{
    private const uint CrcPolynomial = 0xEDB8_8320;

    private readonly InterfaceTable _table = new(InterfaceExclusions.None);

    /// <summary>Whether all interfaces are known.</summary>
    public bool IsComplete => _table.IsComplete;

    /// <summary>Takes in what the kernel told.</summary>
    public void Apply(LinkMessage message) => _table.Apply(message);

    /// <summary>The interface of a name; null when there is none.</summary>
    public LinkState? Find(string name) => _table.Interfaces.Values
        .Select(judged => judged.Link)
        .FirstOrDefault(link => string.Equals(link.Name, name, StringComparison.Ordinal));

    /// <summary>The usable link-local address of an interface; null when it has none.</summary>
    public IPv6Address? LinkLocalOf(int index) => Usable(index)
        .Where(address => !address.IsIPv4 && address.IPv6.IsLinkLocal)
        .Select(address => (IPv6Address?)address.IPv6)
        .Min();

    /// <summary>Whether the node has an address in a subnet with the peer, so that no router stands between.</summary>
    public bool IsOnLink(IPAddressValue peer) => _table.Interfaces.Keys
        .SelectMany(_table.AddressesOf)
        .Any(address => address.Covers(peer));

    /// <summary>The ends of a connection, with what its routes can have as next hop.</summary>
    /// <param name="local">Our end.</param>
    /// <param name="remote">The peer's end.</param>
    public BgpEndPoints EndPointsOf(IPEndPoint local, IPEndPoint remote)
    {
        var own = IPAddressValue.From(Unmapped(local.Address));
        var ends = new BgpEndPoints(own, IPAddressValue.From(Unmapped(remote.Address)));
        if (InterfaceOf(own, local.Address) is not { } index)
        {
            return ends;
        }

        var linkLocal = IsOnLink(ends.Remote) || IsLinkLocal(own) ? LinkLocalOf(index) : null;
        var global = Usable(index)
            .Where(address => !address.IsIPv4 && !address.IPv6.IsLinkLocal)
            .Select(address => (IPv6Address?)address.IPv6)
            .Min();
        return ends with
        {
            NextHopIPv4 = own.IsIPv4 ? own.IPv4 : IPv4Of(index),
            NextHopIPv6 = own.IsIPv4 ? global : IsLinkLocal(own) ? global ?? own.IPv6 : own.IPv6,
            NextHopLinkLocal = linkLocal,
        };
    }

    /// <summary>
    /// The BGP Identifier of a session for which none is configured (B-043): the IPv4 address that it leaves from, else the first
    /// of that interface, else the node's first, else a number made of the node's name.
    /// </summary>
    /// <param name="local">The address that the session leaves from; null when it is not known.</param>
    public IPv4Address IdentifierFor(IPAddressValue? local)
    {
        if (local is { IsIPv4: true } own && own.IPv4 != IPv4Address.Any)
        {
            return own.IPv4;
        }

        var ofInterface = local is { } address && InterfaceOf(address, scoped: null) is { } index ? IPv4Of(index) : null;
        return ofInterface ?? FirstIPv4() ?? OfName();
    }

    private static bool IsLinkLocal(IPAddressValue address) => !address.IsIPv4 && address.IPv6.IsLinkLocal;

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private int? InterfaceOf(IPAddressValue address, IPAddress? scoped)
    {
        if (scoped is not null && IsLinkLocal(address) && scoped.ScopeId != 0)
        {
            return (int)scoped.ScopeId;
        }

        foreach (var index in _table.Interfaces.Keys)
        {
            if (_table.AddressesOf(index).Any(candidate => candidate.Address == address))
            {
                return index;
            }
        }

        return null;
    }

    private IPv4Address? IPv4Of(int index) => Usable(index)
        .Where(address => address.IsIPv4)
        .Select(address => (IPv4Address?)address.IPv4)
        .Min();

    // Loopback has 127.0.0.1, which is everybody's; another address on it is the router's own, as FRR sees it.
    private IPv4Address? FirstIPv4() => _table.Interfaces.Keys
        .SelectMany(Usable)
        .Where(address => address.IsIPv4 && address.IPv4.Value >> 24 != 127)
        .Select(address => (IPv4Address?)address.IPv4)
        .Min();

    private IEnumerable<IPAddressValue> Usable(int index) => _table.AddressesOf(index)
        .Where(address => (address.Flags & (LinkAddressFlags.Tentative | LinkAddressFlags.Duplicate)) == LinkAddressFlags.None)
        .Select(address => address.Address);

    // As MetalLB does it: CRC-32 of the name, the lowest octet first.
    private IPv4Address OfName()
    {
        var crc = uint.MaxValue;
        foreach (var octet in Encoding.UTF8.GetBytes(nodeName))
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ CrcPolynomial;
            }
        }

        var identifier = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(~crc);
        return new IPv4Address(identifier == 0 ? 1 : identifier);
    }
}
