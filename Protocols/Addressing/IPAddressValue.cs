using System.Net;
using System.Net.Sockets;

namespace MetalOrleans.Protocols.Addressing;

/// <summary>An address of either family as a value: found in a table without allocating.</summary>
/// <remarks>Sixteen octets; an IPv4 address is kept in its mapped form (RFC 4291 §2.5.5.2), which no packet carries.</remarks>
public readonly record struct IPAddressValue
{
    private readonly IPv6Address _value;

    private IPAddressValue(IPv6Address value)
    {
        _value = value;
    }

    /// <summary>Whether it is an IPv4 address; else it is an IPv6 address.</summary>
    public bool IsIPv4 => _value.IsIPv4Mapped;

    /// <summary>The IPv4 address.</summary>
    /// <remarks>Meaningless when <see cref="IsIPv4"/> is false.</remarks>
    public IPv4Address IPv4 => new((uint)_value.Low);

    /// <summary>The IPv6 address; of an IPv4 address its mapped form.</summary>
    public IPv6Address IPv6 => _value;

    /// <summary>An IPv4 address.</summary>
    public static implicit operator IPAddressValue(IPv4Address address) => new(IPv6Address.Map(address));

    /// <summary>An IPv6 address; a mapped one is the IPv4 address it stands for.</summary>
    public static implicit operator IPAddressValue(IPv6Address address) => new(address);

    /// <summary>The value of an address of the class library; its scope is left out.</summary>
    /// <exception cref="ArgumentException">The address is of neither family.</exception>
    public static IPAddressValue From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[IPv6Address.Length];
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork when address.TryWriteBytes(octets, out _) => IPv4Address.Read(octets),
            AddressFamily.InterNetworkV6 when address.TryWriteBytes(octets, out _) => IPv6Address.Read(octets),
            _ => throw new ArgumentException($"{address.AddressFamily} is neither IPv4 nor IPv6.", nameof(address)),
        };
    }

    /// <summary>Dotted quad, or the canonical text form of IPv6 (RFC 5952).</summary>
    public override string ToString() => IsIPv4 ? IPv4.ToString() : IPv6.ToString();
}
