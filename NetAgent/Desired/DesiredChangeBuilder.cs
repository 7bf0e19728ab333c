using System.Net;
using Google.Protobuf;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>Collects a <see cref="DesiredChange"/>.</summary>
internal sealed class DesiredChangeBuilder
{
    private const int IPv4Length = 4;
    private const int IPv6Length = 16;

    private int _unreadableCount;

    /// <summary>New and changed orders.</summary>
    public List<AnnouncedOrder> Announced { get; } = [];

    /// <summary>Addresses no longer announced.</summary>
    public List<IPAddress> Withdrawn { get; } = [];

    /// <summary>Addresses whose order was ignored.</summary>
    public List<ByteString> Stale { get; } = [];

    /// <summary>Reads an address, or counts it as unreadable.</summary>
    public IPAddress? Read(ByteString octets)
    {
        if (octets.Length is IPv4Length or IPv6Length)
        {
            return new IPAddress(octets.Span);
        }

        _unreadableCount++;
        return null;
    }

    /// <summary>The result.</summary>
    public DesiredChange Build() => new([.. Announced], [.. Withdrawn], [.. Stale], _unreadableCount);
}
