using System.Globalization;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Routers;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>
/// One daemon of the interop lab, and the sessions that the node has with it: each from a source address of its own, so that the
/// daemon takes it for another neighbour.
/// </summary>
/// <param name="Kind">The daemon.</param>
/// <param name="Number">The last part of its addresses.</param>
internal sealed record InteropRouter(RouterKind Kind, int Number)
{
    /// <summary>Autonomous systems of four octets, shown instead of the node's own.</summary>
    public const uint BigAsn = 4_200_000_014;

    public const uint TranslatedAsn = 4_200_000_015;

    private const string Key = "swordfish-";

    /// <summary>The daemon, once it runs.</summary>
    public LabRouter Router { get; set; } = null!;

    public uint Asn => (uint)(65000 + Number);

    public string Address => $"192.0.2.{Number}";

    public string AddressIPv6 => $"2001:db8::{Number}";

    /// <summary>On the far side of a router.</summary>
    public string FarAddress => $"10.2.0.{Number}";

    /// <summary>Plain, IPv4, with graceful restart.</summary>
    public RouterPeer V4 => At(11) with { };

    /// <summary>IPv6 over IPv6.</summary>
    public RouterPeer V6 => At6(11) with { HasIPv4 = false, HasIPv6 = true };

    /// <summary>Both families over IPv4, with a key.</summary>
    public RouterPeer Mp4 => At(12) with { HasIPv6 = true, Password = Key + 4 };

    /// <summary>Both families over IPv6, with a key and IPv6 next hops for IPv4.</summary>
    public RouterPeer Mp6 => At6(12) with { HasIPv6 = true, HasExtendedNextHop = true, Password = Key + 6 };

    /// <summary>Within one autonomous system.</summary>
    public RouterPeer Internal => At(13) with { Asn = Asn };

    /// <summary>From an autonomous system of four octets.</summary>
    public RouterPeer Big => At(14) with { Asn = BigAsn };

    /// <summary>The same, with a daemon that knows two octets only; GoBGP has no such switch.</summary>
    public RouterPeer TwoOctet => At(15) with { Asn = TwoOctetAsn, IsTwoOctet = true };

    // FRR reads the capability that it does not offer, and wants to be told the real number; BIRD reads it too, and then takes
    // no real number above 65535.
    private uint TwoOctetAsn => Kind switch
    {
        RouterKind.Frr => TranslatedAsn,
        RouterKind.Bird => BgpLab.NodeAsn,
        _ => 23456,
    };

    /// <summary>With a Hold Time of three seconds.</summary>
    public RouterPeer Short => At(16) with { HoldSeconds = 3 };

    /// <summary>With GTSM.</summary>
    public RouterPeer Secured => At(17) with { HasGtsm = true };

    /// <summary>Across a router.</summary>
    public RouterPeer Far => new("10.1.0.18", BgpLab.NodeAsn) { LocalAddress = FarAddress, IsMultihop = true };

    public bool HasTwoOctet => Kind != RouterKind.GoBgp;

    /// <summary>ExaBGP sets the TTL of the connections that it opens, and not of those that it accepts.</summary>
    public bool HasGtsm => Kind != RouterKind.ExaBgp;

    /// <summary>Every neighbour, with the name of its session.</summary>
    public IEnumerable<(string Name, RouterPeer Peer)> Sessions =>
    [
        (NameOf("v4"), V4),
        (NameOf("v6"), V6),
        (NameOf("mp4"), Mp4),
        (NameOf("mp6"), Mp6),
        (NameOf("internal"), Internal),
        (NameOf("big"), Big),
        .. HasTwoOctet ? [(NameOf("two"), TwoOctet)] : Array.Empty<(string, RouterPeer)>(),
        (NameOf("short"), Short),
        .. HasGtsm ? [(NameOf("secured"), Secured)] : Array.Empty<(string, RouterPeer)>(),
        (NameOf("far"), Far),
    ];

    public RouterSettings Settings => new(Asn, Address, [.. Sessions.Select(session => session.Peer)])
    {
        Announced = [$"198.51.100.{Number}/32"],
        InstallsRoutes = true,
    };

    public string NameOf(string session) => $"{Kind.ToString().ToLower(CultureInfo.InvariantCulture)}-{session}";

    /// <summary>The order of a session, as the silo would send it.</summary>
    public BgpPeer Order(string name)
    {
        var peer = Sessions.Single(session => session.Name == NameOf(name)).Peer;
        var order = Peer(NameOf(name), peer.LocalAddress, BgpLab.NodeAsn, Asn, peer.Address);
        order.GracefulRestart = name == "v4";
        order.DualStack = name is "mp4" or "mp6";
        order.Gtsm = peer.HasGtsm;
        order.EbgpMultihop = peer.IsMultihop;
        order.HoldSeconds = (uint)peer.HoldSeconds;
        order.MyAsn = name == "internal" ? Asn : BgpLab.NodeAsn;
        order.LocalAsn = name switch { "big" => BigAsn, "two" when Kind != RouterKind.Bird => TranslatedAsn, _ => 0 };
        order.Password = peer.Password is { } key ? Google.Protobuf.ByteString.CopyFromUtf8(key) : order.Password;
        return order;
    }

    private RouterPeer At(int host) => new($"192.0.2.{host}", BgpLab.NodeAsn) { LocalAddress = Address };

    private RouterPeer At6(int host) => new($"2001:db8::{host}", BgpLab.NodeAsn) { LocalAddress = AddressIPv6 };
}
