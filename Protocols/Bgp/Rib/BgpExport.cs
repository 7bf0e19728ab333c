using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>Makes of what is ordered for a route the attributes that one peer is told.</summary>
/// <param name="agreement">What the session agreed upon.</param>
/// <param name="endPoints">Its ends, which give the next hops.</param>
public sealed class BgpExport(BgpAgreement agreement, BgpEndPoints endPoints)
{
    /// <summary>
    /// LOCAL_PREF of a route for which none is ordered, to internal peers: the default of RFC 4277 and of every router that we
    /// know of. Internal peers take a route without one for withdrawn (RFC 7606 §3 d).
    /// </summary>
    public const uint LocalPreferenceDefault = 100;

    // Two-octet AS specific, transitive and not, and the sub-type (draft-ietf-idr-link-bandwidth).
    private const ulong TransitiveBandwidth = 0x0004UL << 48;
    private const ulong InternalBandwidth = 0x4004UL << 48;

    private readonly bool _usesIPv6NextHop = agreement.HasExtendedNextHop && !endPoints.Local.IsIPv4;

    /// <summary>What reading and writing messages depends on.</summary>
    public BgpSessionTerms Terms => agreement.Terms;

    /// <summary>Whether the peer is told marked bounds of a repetition (RFC 7313).</summary>
    public bool MarksRefreshes => agreement.HasEnhancedRouteRefresh;

    /// <summary>Whether IPv4 routes are told, and withdrawn, as those of other families are (RFC 8950).</summary>
    public bool IsIPv4Multiprotocol => NextHop(isIPv4: true) is { IsIPv4: false };

    /// <summary>Whether routes of a family can be exchanged.</summary>
    public bool Carries(BgpFamily family) => agreement.Carries(family);

    /// <summary>The attributes of a route.</summary>
    /// <param name="route">What is ordered.</param>
    /// <param name="isIPv4">The family.</param>
    /// <returns>
    /// Null when the peer cannot be told: the family was not agreed upon, there is no next hop, or the attributes leave no room in
    /// a message.
    /// </returns>
    public BgpPathAttributes? AttributesOf(BgpRouteAttributes route, bool isIPv4)
    {
        ArgumentNullException.ThrowIfNull(route);
        if (!Carries(isIPv4 ? BgpFamily.IPv4Unicast : BgpFamily.IPv6Unicast) || NextHop(isIPv4) is not { } nextHop)
        {
            return null;
        }

        var isInternal = Terms.IsInternal;
        var attributes = new BgpPathAttributes
        {
            NextHop = nextHop,
            NextHopLinkLocal = nextHop.IsIPv4 ? null : LinkLocalBeside(nextHop.IPv6),
            AsPath = isInternal ? [] : [.. Enumerable.Repeat(agreement.Own.AutonomousSystem, 1 + route.Prepend)],
            MultiExitDiscriminator = route.MultiExitDiscriminator,
            LocalPreference = isInternal ? route.LocalPreference ?? LocalPreferenceDefault : null,
            Communities = route.Communities,
            ExtendedCommunities = route.LinkBandwidth > 0 ? [Bandwidth(route.LinkBandwidth)] : [],
            LargeCommunities = route.LargeCommunities,
        };
        return HasRoom(attributes, isIPv4) ? attributes : null;
    }

    private static bool HasRoom(BgpPathAttributes attributes, bool isIPv4, BgpSessionTerms terms, Span<byte> message) =>
        BgpReachWriter.TryBegin(message, attributes, isIPv4, terms, out _);

    private bool HasRoom(BgpPathAttributes attributes, bool isIPv4)
    {
        // Hardly any route needs more than the shortest limit, and it may go on the stack.
        var terms = Terms with { HasExtendedMessages = false };
        return HasRoom(attributes, isIPv4, terms, stackalloc byte[BgpHeader.MessageLengthMax])
            || (Terms.HasExtendedMessages
                && HasRoom(attributes, isIPv4, Terms, new byte[BgpHeader.ExtendedMessageLengthMax]));
    }

    // Over an IPv6 connection IPv6 next hops are what certainly leads back here; an IPv4 one is for peers that know no others.
    private IPAddressValue? NextHop(bool isIPv4)
    {
        IPAddressValue? ipv4 = endPoints.NextHopIPv4 is { } four ? four : null;
        IPAddressValue? ipv6 = endPoints.NextHopIPv6 is { } six ? six : null;
        return !isIPv4 ? ipv6
            : _usesIPv6NextHop ? ipv6 ?? ipv4
            : ipv4 ?? (agreement.HasExtendedNextHop ? ipv6 : null);
    }

    // An unnumbered link without global addresses has the link-local one in both places, as FRR sends and expects it.
    private IPv6Address? LinkLocalBeside(IPv6Address nextHop) => nextHop.IsLinkLocal ? nextHop : endPoints.NextHopLinkLocal;

    /// <summary>
    /// The system, then octets per second as a floating-point number. To another system the transitive form is sent: the other one
    /// must not cross the boundary (RFC 4360 §2).
    /// </summary>
    private ulong Bandwidth(float octetsPerSecond)
    {
        var system = agreement.Own.AutonomousSystem;
        var two = system > ushort.MaxValue ? BgpOpen.AsTrans : (ushort)system;
        return (Terms.IsInternal ? InternalBandwidth : TransitiveBandwidth)
            | ((ulong)two << 32)
            | BitConverter.SingleToUInt32Bits(octetsPerSecond);
    }
}
