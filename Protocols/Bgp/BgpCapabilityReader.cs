using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Reads the capabilities of an OPEN.</summary>
/// <remarks>
/// RFC 5492 §4 lets a capability stand several times, and lets the receiver ignore what it does not know; the last one counts
/// where only one makes sense. A capability whose own contents are too short or ill-formed is taken for unknown, as if the
/// speaker did not have it: that costs the capability, not the session.
/// </remarks>
internal static class BgpCapabilityReader
{
    private const int FamilyLength = 4;
    private const int NextHopEntryLength = 6;
    private const int RestartEntryLength = 4;
    private const int LongLivedEntryLength = 7;
    private const int RestartTimeMask = 0x0FFF;
    private const int RestartingFlag = 0x8000;
    private const int NotificationFlag = 0x4000;
    private const byte ForwardingFlag = 0x80;

    /// <summary>Reads one parameter's capabilities and adds them to those read before.</summary>
    /// <returns>Whether the lengths of the capabilities fit the parameter.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, ref BgpCapabilities capabilities)
    {
        while (!octets.IsEmpty)
        {
            if (octets.Length < 2 || octets.Length < 2 + octets[1])
            {
                return false;
            }

            var value = octets.Slice(2, octets[1]);
            capabilities = With(capabilities, (BgpCapabilityCode)octets[0], value)
                ?? capabilities with { Unknown = capabilities.Unknown.Add(octets[0]) };
            octets = octets[(2 + value.Length)..];
        }

        return true;
    }

    private static BgpCapabilities? With(BgpCapabilities before, BgpCapabilityCode code, ReadOnlySpan<byte> value) => code switch
    {
        BgpCapabilityCode.Multiprotocol => WithFamily(before, value),
        BgpCapabilityCode.RouteRefresh => before with { HasRouteRefresh = true },
        BgpCapabilityCode.EnhancedRouteRefresh => before with { HasEnhancedRouteRefresh = true },
        BgpCapabilityCode.ExtendedNextHop => WithNextHops(before, value),
        BgpCapabilityCode.ExtendedMessage => before with { HasExtendedMessages = true },
        BgpCapabilityCode.FourOctetAS => value.Length == sizeof(uint)
            ? before with { FourOctetAS = BinaryPrimitives.ReadUInt32BigEndian(value) }
            : null,
        BgpCapabilityCode.GracefulRestart => WithRestart(before, value),
        BgpCapabilityCode.LongLivedGracefulRestart => WithLongLived(before, value),
        BgpCapabilityCode.Fqdn => WithName(before, value),
        _ => null,
    };

    private static BgpCapabilities? WithFamily(BgpCapabilities before, ReadOnlySpan<byte> value)
    {
        if (value.Length != FamilyLength)
        {
            return null;
        }

        // AFI, a reserved octet, SAFI.
        var family = new BgpFamily(BinaryPrimitives.ReadUInt16BigEndian(value), value[3]);
        return before.Families.Contains(family) ? before : before with { Families = before.Families.Add(family) };
    }

    private static BgpCapabilities? WithNextHops(BgpCapabilities before, ReadOnlySpan<byte> value)
    {
        if (value.Length % NextHopEntryLength != 0)
        {
            return null;
        }

        var entries = ImmutableArray.CreateBuilder<BgpExtendedNextHop>();
        for (; !value.IsEmpty; value = value[NextHopEntryLength..])
        {
            // Here the SAFI has two octets (RFC 8950 §4).
            var safi = BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
            if (safi <= byte.MaxValue)
            {
                entries.Add(new BgpExtendedNextHop(
                    new BgpFamily(BinaryPrimitives.ReadUInt16BigEndian(value), (byte)safi),
                    BinaryPrimitives.ReadUInt16BigEndian(value[4..])));
            }
        }

        return before with { ExtendedNextHops = entries.ToImmutable() };
    }

    private static BgpCapabilities? WithRestart(BgpCapabilities before, ReadOnlySpan<byte> value)
    {
        if (value.Length < sizeof(ushort) || (value.Length - sizeof(ushort)) % RestartEntryLength != 0)
        {
            return null;
        }

        var head = BinaryPrimitives.ReadUInt16BigEndian(value);
        var families = ImmutableArray.CreateBuilder<BgpRestartFamily>();
        for (var rest = value[sizeof(ushort)..]; !rest.IsEmpty; rest = rest[RestartEntryLength..])
        {
            families.Add(new BgpRestartFamily(
                new BgpFamily(BinaryPrimitives.ReadUInt16BigEndian(rest), rest[2]), (rest[3] & ForwardingFlag) != 0));
        }

        return before with
        {
            GracefulRestart = new BgpGracefulRestart(
                (head & RestartingFlag) != 0,
                (head & NotificationFlag) != 0,
                TimeSpan.FromSeconds(head & RestartTimeMask),
                families.ToImmutable()),
        };
    }

    private static BgpCapabilities? WithLongLived(BgpCapabilities before, ReadOnlySpan<byte> value)
    {
        if (value.Length % LongLivedEntryLength != 0)
        {
            return null;
        }

        var families = ImmutableArray.CreateBuilder<BgpLongLivedFamily>();
        for (; !value.IsEmpty; value = value[LongLivedEntryLength..])
        {
            var seconds = (value[4] << 16) | (value[5] << 8) | value[6];
            families.Add(new BgpLongLivedFamily(
                new BgpFamily(BinaryPrimitives.ReadUInt16BigEndian(value), value[2]),
                (value[3] & ForwardingFlag) != 0,
                TimeSpan.FromSeconds(seconds)));
        }

        return before with { LongLived = families.ToImmutable() };
    }

    private static BgpCapabilities? WithName(BgpCapabilities before, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length < 1 + value[0])
        {
            return null;
        }

        var host = value.Slice(1, value[0]);
        var rest = value[(1 + host.Length)..];
        var domain = rest.IsEmpty || rest.Length < 1 + rest[0] ? [] : rest.Slice(1, rest[0]);
        // Text of a stranger, for people: what is no UTF-8 is replaced.
        return before with { HostName = Encoding.UTF8.GetString(host), DomainName = Encoding.UTF8.GetString(domain) };
    }
}
