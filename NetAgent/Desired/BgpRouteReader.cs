using System.Collections.Immutable;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>Reads the orders of BGP routes.</summary>
internal static class BgpRouteReader
{
    private const int IPv4Length = 4;
    private const int IPv6Length = 16;

    // An AS_PATH segment holds 255 systems (RFC 4271 §4.3), of which the own one is there anyway.
    private const uint PrependMax = 254;

    /// <summary>A prefix; null when it is none.</summary>
    public static BgpPrefix? ReadPrefix(Subnet? subnet) => subnet?.Address.Length switch
    {
        IPv4Length when subnet.PrefixLength <= 8 * IPv4Length =>
            BgpPrefix.Of(IPv4Address.Read(subnet.Address.Span), (int)subnet.PrefixLength),
        IPv6Length when subnet.PrefixLength <= 8 * IPv6Length =>
            BgpPrefix.Of(IPv6Address.Read(subnet.Address.Span), (int)subnet.PrefixLength),
        _ => null,
    };

    /// <summary>The paths of a prefix.</summary>
    public static BgpRouteOrder ReadPaths(BgpRoute route) => new([.. route.Paths.Select(ReadPath)]);

    private static BgpPathOrder ReadPath(BgpPath path) => new(
        [.. path.Peers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        new BgpRouteAttributes
        {
            LocalPreference = path.HasLocalPreference ? path.LocalPreference : null,
            MultiExitDiscriminator = path.HasMed ? path.Med : null,
            Communities = [.. path.Communities.Distinct().Order()],
            LargeCommunities = ReadLarge(path),
            Prepend = (int)Math.Min(path.Prepend, PrependMax),
            LinkBandwidth = path.LinkBandwidth,
        });

    private static ImmutableArray<BgpLargeCommunity> ReadLarge(BgpPath path) =>
    [
        .. path.LargeCommunities
            .Select(community => new BgpLargeCommunity(
                community.GlobalAdministrator, community.LocalData1, community.LocalData2))
            .Distinct()
            .OrderBy(community => community.GlobalAdministrator)
            .ThenBy(community => community.LocalDataPart1)
            .ThenBy(community => community.LocalDataPart2),
    ];
}
