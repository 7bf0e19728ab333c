using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetalOrleans.Lab.Daemons;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Routers;

/// <summary>FRRouting's zebra and bgpd.</summary>
public sealed partial class FrrRouter(NetworkLab lab, LabNamespace machine, RouterSettings settings)
    : LabRouter(lab, machine, settings)
{
    public override RouterKind Kind => RouterKind.Frr;

    private FrrPrograms Frr => new(Directory);

    /// <summary>FRR's BFD daemon; null when no neighbour is watched.</summary>
    public LabProcess? BfdDaemon { get; private set; }

    public override async Task<bool> IsEstablishedAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        (await NeighborAsync(peer, cancellationToken))?["bgpState"]?.GetValue<string>() == "Established";

    public override async Task<int> CountAsync(RouterPeer peer, bool isIPv4, CancellationToken cancellationToken) =>
        (await NeighborAsync(peer, cancellationToken))?["addressFamilyInfo"]?[isIPv4 ? "ipv4Unicast" : "ipv6Unicast"]?["acceptedPrefixCounter"]
            ?.GetValue<int>() ?? 0;

    public override async Task<RouterRoute?> FindAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken)
    {
        var family = prefix.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4";
        var route = await AskAsync($"show bgp {family} unicast {prefix} json", cancellationToken);
        var path = route?["paths"]?.AsArray().FirstOrDefault(path => IsOf(path!["peer"], peer));
        return path is null
            ? null
            : new RouterRoute(prefix)
            {
                NextHop = path["nexthops"]![0]!["ip"]!.GetValue<string>(),
                AsPath = Numbers(path["aspath"]!["string"]!.GetValue<string>()),
                Origin = path["origin"]!.GetValue<string>(),
                LocalPreference = path["locPrf"]?.GetValue<uint>(),
                Med = path["metric"]?.GetValue<uint>(),
                Communities = Words(path["community"]?["string"]),
                LargeCommunities = Words(path["largeCommunity"]?["string"]),
            };
    }

    public override Task RequestRefreshAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        AskAsync($"clear bgp {NameOf(peer)} soft in", cancellationToken);

    public override Task ResetAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        AskAsync($"clear bgp {NameOf(peer)}", cancellationToken);

    public override async Task<string> LastErrorAsync(RouterPeer peer, CancellationToken cancellationToken)
    {
        var neighbor = await NeighborAsync(peer, cancellationToken);
        return $"{neighbor?["lastNotificationReason"]} {neighbor?["lastShutdownDescription"]}".Trim();
    }

    /// <summary>What it knows of a neighbour.</summary>
    public async Task<JsonNode?> NeighborAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        (await AskAsync($"show bgp neighbors {NameOf(peer)} json", cancellationToken))?[NameOf(peer)];

    /// <summary>Counts the routes of the only neighbour, fast enough to be asked all the time.</summary>
    internal override Func<int> OpenCounter(out IDisposable console)
    {
        var ask = OpenCounters(out console);
        return () => ask() is [var only, ..] ? only : 0;
    }

    /// <summary>Counts the routes of each neighbour, fast enough to be asked all the time.</summary>
    internal Func<ImmutableArray<int>> OpenCounters(out IDisposable console)
    {
        var asked = RouterConsole.OfFrr(PathOf("bgpd.vty"));
        console = asked;
        asked.Ask("enable");
        return () =>
        [
            .. ReceivedPrefixes().Matches(asked.Ask("show bgp ipv4 unicast summary json"))
                .Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>Changes the configuration, given as the lines of a terminal.</summary>
    public async Task ConfigureAsync(ImmutableArray<string> lines, CancellationToken cancellationToken) =>
        (await Frr.CommandAsync(["configure terminal", .. lines], cancellationToken)).EnsureSucceeded();

    /// <inheritdoc/>
    public override async Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        (await AskAsync("show bgp summary json", cancellationToken))?.ToJsonString() ?? "bgpd does not answer";

    /// <summary>The answer to a command, as JSON; null when it is none.</summary>
    public Task<JsonNode?> AskAsync(string command, CancellationToken cancellationToken) => Frr.AskAsync(command, cancellationToken);

    protected override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Frr.AdmitAsync(cancellationToken);
        await WriteAsync("zebra.conf", [$"hostname {Machine.Name}"], cancellationToken);
        await WriteAsync("bgpd.conf", Configuration(), cancellationToken);
        Launch("zebra", Frr.Start("zebra"));
        await UntilExistsAsync("zserv.api", cancellationToken);
        if (Settings.Peers.Any(peer => peer.HasBfd))
        {
            await WriteAsync(
                "bfdd.conf",
                ["bfd", " profile lab", "  detect-multiplier 3", "  receive-interval 50", "  transmit-interval 50", " exit", "exit"],
                cancellationToken);
            BfdDaemon = Launch("bfdd", Frr.Start("bfdd", "--bfdctl", PathOf("bfdd.sock")));
            await UntilExistsAsync("bfdd.vty", cancellationToken);
        }

        Daemon = Launch("bgpd", Frr.Start("bgpd", ["-S", "-u", "root", "-g", "root", "-p", $"{Settings.Port}", .. Settings.InstallsRoutes ? (string[])[] : ["-n"]]));
        await UntilExistsAsync("bgpd.vty", cancellationToken);
        await UntilAsync(
            async () => (await AskAsync("show bgp summary json", cancellationToken)) is not null, "bgpd answers", cancellationToken);
    }

    [GeneratedRegex("\"pfxRcd\":(?<count>\\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex ReceivedPrefixes();

    private static string NameOf(RouterPeer peer) => peer.Interface.Length > 0 ? peer.Interface : peer.Address;

    private static bool IsOf(JsonNode? node, RouterPeer peer) => peer.Interface.Length > 0
        ? node?["interface"]?.GetValue<string>() == peer.Interface
        : node?["peerId"]?.GetValue<string>() == peer.Address;

    private static ImmutableArray<uint> Numbers(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => uint.TryParse(word, out _))
            .Select(word => uint.Parse(word, System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static ImmutableArray<string> Words(JsonNode? text) =>
        text is null ? [] : [.. text.GetValue<string>().Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private IEnumerable<string> Configuration()
    {
        yield return $"hostname {Machine.Name}";
        yield return $"router bgp {Settings.Asn}";
        yield return $" bgp router-id {Settings.RouterId}";
        yield return " no bgp ebgp-requires-policy";
        yield return " no bgp default ipv4-unicast";
        yield return " no bgp network import-check";
        // Updates leave at once; the default waits a second for more of them.
        yield return " coalesce-time 0";
        foreach (var line in Settings.Peers.SelectMany(Neighbor))
        {
            yield return " " + line;
        }

        foreach (var family in (string[])["ipv4", "ipv6"])
        {
            yield return $" address-family {family} unicast";
            foreach (var peer in Settings.Peers.Where(peer => family == "ipv4" ? peer.HasIPv4 : peer.HasIPv6))
            {
                yield return $"  neighbor {NameOf(peer)} activate";
            }

            foreach (var prefix in family == "ipv4" ? Settings.Announced : [])
            {
                yield return $"  network {prefix}";
            }

            yield return " exit-address-family";
        }
    }

    private static IEnumerable<string> Neighbor(RouterPeer peer)
    {
        var name = NameOf(peer);
        yield return peer.Interface.Length > 0
            ? $"neighbor {name} interface remote-as {peer.Asn}"
            : $"neighbor {name} remote-as {peer.Asn}";
        yield return $"neighbor {name} timers {Math.Max(1, peer.HoldSeconds / 3)} {peer.HoldSeconds}";
        yield return $"neighbor {name} timers connect 1";
        yield return $"neighbor {name} advertisement-interval 0";
        if (peer.LocalAsn is { } asn)
        {
            yield return $"neighbor {name} local-as {asn} no-prepend replace-as";
        }

        if (peer.Password is { } password)
        {
            yield return $"neighbor {name} password {password}";
        }

        if (peer.IsPassive && peer.Interface.Length == 0)
        {
            yield return $"neighbor {name} passive";
        }

        if (peer.IsMultihop)
        {
            yield return $"neighbor {name} ebgp-multihop";
        }

        if (peer.HasBfd)
        {
            yield return $"neighbor {name} bfd profile lab";
        }

        if (peer.HasGtsm)
        {
            yield return $"neighbor {name} ttl-security hops 1";
        }

        if (peer.HasExtendedNextHop)
        {
            yield return $"neighbor {name} capability extended-nexthop";
        }

        if (peer.IsTwoOctet)
        {
            yield return $"neighbor {name} dont-capability-negotiate";
        }
    }
}
