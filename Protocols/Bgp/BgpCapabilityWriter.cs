using System.Buffers.Binary;
using System.Text;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Writes the capabilities of an OPEN, in the order of their codes.</summary>
internal static class BgpCapabilityWriter
{
    private const int RestartingFlag = 0x8000;
    private const int NotificationFlag = 0x4000;
    private const byte ForwardingFlag = 0x80;

    public static byte[] Write(BgpCapabilities capabilities)
    {
        var octets = new List<byte>();
        foreach (var family in capabilities.Families)
        {
            Add(octets, BgpCapabilityCode.Multiprotocol, [.. Two(family.Afi), 0, family.Safi]);
        }

        AddIf(capabilities.HasRouteRefresh, octets, BgpCapabilityCode.RouteRefresh, []);
        AddIf(
            !capabilities.ExtendedNextHops.IsEmpty,
            octets,
            BgpCapabilityCode.ExtendedNextHop,
            [.. capabilities.ExtendedNextHops.SelectMany(IEnumerable<byte> (entry) =>
                [.. Two(entry.Family.Afi), 0, entry.Family.Safi, .. Two(entry.NextHopAfi)])]);
        AddIf(capabilities.HasExtendedMessages, octets, BgpCapabilityCode.ExtendedMessage, []);
        if (capabilities.GracefulRestart is { } restart)
        {
            Add(octets, BgpCapabilityCode.GracefulRestart, Restart(restart));
        }

        if (capabilities.FourOctetAS is { } system)
        {
            var value = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(value, system);
            Add(octets, BgpCapabilityCode.FourOctetAS, value);
        }

        AddIf(capabilities.HasEnhancedRouteRefresh, octets, BgpCapabilityCode.EnhancedRouteRefresh, []);
        AddIf(
            !capabilities.LongLived.IsEmpty,
            octets,
            BgpCapabilityCode.LongLivedGracefulRestart,
            [.. capabilities.LongLived.SelectMany(LongLived)]);
        if (capabilities.HostName.Length > 0)
        {
            Add(octets, BgpCapabilityCode.Fqdn, [.. Name(capabilities.HostName), .. Name(capabilities.DomainName)]);
        }

        return [.. octets];
    }

    private static byte[] Restart(BgpGracefulRestart restart)
    {
        var head = (ushort)((restart.IsRestarting ? RestartingFlag : 0)
            | (restart.SurvivesNotifications ? NotificationFlag : 0)
            | (ushort)Math.Min(restart.RestartTime.TotalSeconds, BgpGracefulRestart.RestartTimeMax.TotalSeconds));
        return
        [
            .. Two(head),
            .. restart.Families.SelectMany(IEnumerable<byte> (entry) =>
                [.. Two(entry.Family.Afi), entry.Family.Safi, Flags(entry.IsForwardingPreserved)]),
        ];
    }

    private static IEnumerable<byte> LongLived(BgpLongLivedFamily entry)
    {
        var seconds = (int)entry.StaleTime.TotalSeconds;
        return
        [
            .. Two(entry.Family.Afi), entry.Family.Safi, Flags(entry.IsForwardingPreserved),
            (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds,
        ];
    }

    private static byte Flags(bool isForwardingPreserved) => isForwardingPreserved ? ForwardingFlag : (byte)0;

    /// <summary>A length octet and at most 63 octets of text, as long as a label of the DNS may be.</summary>
    private static byte[] Name(string text)
    {
        const int longest = 63;
        var octets = Encoding.ASCII.GetBytes(text);
        var length = Math.Min(octets.Length, longest);
        return [(byte)length, .. octets.AsSpan(0, length)];
    }

    private static byte[] Two(ushort value) => [(byte)(value >> 8), (byte)value];

    private static void AddIf(bool condition, List<byte> octets, BgpCapabilityCode code, byte[] value)
    {
        if (condition)
        {
            Add(octets, code, value);
        }
    }

    private static void Add(List<byte> octets, BgpCapabilityCode code, byte[] value)
    {
        octets.Add((byte)code);
        octets.Add((byte)value.Length);
        octets.AddRange(value);
    }
}
