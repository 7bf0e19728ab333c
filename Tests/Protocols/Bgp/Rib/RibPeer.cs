using System.Globalization;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;
using MetalOrleans.Protocols.Bgp.Session;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;
using IPv6Address = MetalOrleans.Protocols.Addressing.IPv6Address;

namespace MetalOrleans.Tests.Protocols.Bgp.Rib;

/// <summary>A peer that reads what an Adj-RIB-Out sends, and keeps a table with plain dictionaries.</summary>
internal sealed class RibPeer(BgpAgreement agreement)
{
    private readonly byte[] _message = new byte[BgpHeader.ExtendedMessageLengthMax];

    public BgpAgreement Agreement { get; } = agreement;

    /// <summary>What the peer knows: each prefix with its attributes as text.</summary>
    public SortedDictionary<BgpPrefix, string> Table { get; } = [];

    /// <summary>Everything that was sent, a line a message: <c>+prefixes</c>, <c>-prefixes</c>, or the mark's name.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Every prefix that was announced or withdrawn, in order.</summary>
    public List<BgpPrefix> Mentioned { get; } = [];

    public long Octets { get; private set; }

    public static BgpEndPoints EndPoints { get; } = new(new IPv4Address(0xC0000201), new IPv4Address(0xC0000202))
    {
        NextHopIPv6 = new IPv6Address(0x20010DB800010000, 1),
    };

    /// <summary>An agreement of AS 65001 with a peer.</summary>
    public static BgpAgreement Agree(
        uint peer = 65002, bool isExtended = false, bool hasIPv6 = true, bool isEnhanced = true)
    {
        var settings = new BgpSessionSettings
        {
            OwnSystem = 65001,
            PeerSystem = BgpPeerSystem.Exactly(peer),
            Identifier = new IPv4Address(1),
            Families = hasIPv6 ? [BgpFamily.IPv4Unicast, BgpFamily.IPv6Unicast] : [BgpFamily.IPv4Unicast],
        };
        var capabilities = new BgpCapabilities
        {
            Families = settings.Families,
            FourOctetAS = peer,
            HasRouteRefresh = true,
            HasEnhancedRouteRefresh = isEnhanced,
            HasExtendedMessages = isExtended,
        };
        return BgpAgreement.Of(
            settings,
            new BgpOpen(65001, settings.HoldTime, settings.Identifier, capabilities),
            new BgpOpen(peer, settings.HoldTime, new IPv4Address(2), capabilities));
    }

    public BgpExport Export() => new(Agreement, EndPoints);

    /// <summary>Reads some messages, or all.</summary>
    /// <returns>How many there were.</returns>
    public int Take(BgpAdjRibOut routes, int most = int.MaxValue)
    {
        var count = 0;
        for (; count < most && routes.WriteNext(_message, out var type) is > 0 and var length; count++)
        {
            Octets += length;
            Assert.InRange(length, BgpHeader.Length, Agreement.Terms.MessageLengthMax);
            Assert.True(BgpHeader.TryDecode(_message, isExtended: true, out var header, out _));
            Assert.Equal((length, type), (header.MessageLength, header.Type));
            Read(type, _message.AsSpan(BgpHeader.Length, header.BodyLength));
        }

        return count;
    }

    public static string Describe(BgpPathAttributes attributes) => Describe(
        attributes.AsPath,
        attributes.NextHop,
        attributes.MultiExitDiscriminator,
        attributes.LocalPreference,
        attributes.Communities,
        attributes.LargeCommunities,
        attributes.ExtendedCommunities);

    private static string Describe(
        IEnumerable<uint> path,
        IPAddressValue? nextHop,
        uint? med,
        uint? preference,
        IEnumerable<uint> communities,
        IEnumerable<BgpLargeCommunity> large,
        IEnumerable<ulong> extended) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{string.Join(' ', path)}] via {nextHop} med {med} preference {preference} communities {string.Join(' ', communities)} "
        + $"large {string.Join(' ', large)} extended {string.Join(' ', extended)}");

    private void Read(BgpMessageType type, ReadOnlySpan<byte> body)
    {
        if (type == BgpMessageType.RouteRefresh)
        {
            Assert.True(BgpRouteRefresh.TryDecode(body, out var refresh, out _));
            Messages.Add($"{(refresh.Subtype == BgpRouteRefresh.Begin ? "begin" : "end")} {refresh.Family}");
            return;
        }

        var update = BgpUpdateReader.Read(body, Agreement.Terms);
        Assert.Equal(BgpUpdateOutcome.Accept, update.Outcome);
        if (update.EndOfRib is { } family)
        {
            Messages.Add($"end of {family}");
            return;
        }

        Assert.True(update.Announced.Length + update.Withdrawn.Length > 0, "An UPDATE says nothing.");
        Messages.Add((update.Announced.IsEmpty ? "-" : "+") + string.Join(' ', update.Announced.AddRange(update.Withdrawn)));
        Mentioned.AddRange(update.Announced);
        Mentioned.AddRange(update.Withdrawn);
        foreach (var prefix in update.Withdrawn)
        {
            Assert.True(Table.Remove(prefix), $"{prefix} was withdrawn and not known.");
        }

        var text = Describe(
            update.AsPath.SelectMany(segment => segment.Systems),
            update.MpNextHop ?? (update.NextHop is { } hop ? (IPAddressValue?)hop : null),
            update.MultiExitDiscriminator,
            update.LocalPreference,
            update.Communities,
            update.LargeCommunities,
            update.ExtendedCommunities);
        foreach (var prefix in update.Announced)
        {
            Table[prefix] = text;
        }
    }
}
