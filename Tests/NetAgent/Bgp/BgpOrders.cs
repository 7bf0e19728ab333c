using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Tests.NetAgent.Support;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>Orders as a silo sends them, short enough to be read in a test.</summary>
internal static class BgpOrders
{
    /// <summary>An external peer with a short Hold Time.</summary>
    public static BgpPeer Peer(string name, string address, uint myAsn, uint peerAsn, string source = "") => new()
    {
        Name = name,
        Address = FakeSiloSession.Octets(address),
        Port = 179,
        MyAsn = myAsn,
        PeerAsn = peerAsn,
        HoldSeconds = 30,
        ConnectSeconds = 1,
        SourceAddress = source.Length == 0 ? ByteString.Empty : FakeSiloSession.Octets(source),
    };

    /// <summary>A prefix without any attribute of choice, for some peers.</summary>
    public static BgpRoute Route(string prefix, params string[] peers) => Route(prefix, new BgpPath { Peers = { peers } });

    /// <summary>A prefix.</summary>
    public static BgpRoute Route(string prefix, params BgpPath[] paths) => new() { Prefix = Prefix(prefix), Paths = { paths } };

    /// <summary>A prefix alone.</summary>
    public static Subnet Prefix(string prefix)
    {
        var parts = prefix.Split('/');
        return new Subnet
        {
            Address = FakeSiloSession.Octets(parts[0]),
            PrefixLength = uint.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A difference that announces.</summary>
    public static Difference Announce(params BgpRoute[] routes) => new() { BgpRoutes = { routes } };

    /// <summary>A difference that withdraws.</summary>
    public static Difference Withdraw(params string[] prefixes) => new() { BgpRoutesWithdrawn = { prefixes.Select(Prefix) } };

    /// <summary>A difference that gives a session a new order.</summary>
    public static Difference Configure(params BgpPeer[] peers) => new() { BgpPeers = { peers } };
}
