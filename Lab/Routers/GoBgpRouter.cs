using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Routers;

/// <summary>GoBGP.</summary>
internal sealed class GoBgpRouter(NetworkLab lab, LabNamespace machine, RouterSettings settings)
    : LabRouter(lab, machine, settings)
{
    private const string ApiPort = "50051";

    // Types of path attributes (RFC 4271 §5, RFC 1997, RFC 8092, RFC 4760).
    private const int Origin = 1;
    private const int AsPath = 2;
    private const int NextHop = 3;
    private const int Med = 4;
    private const int LocalPreference = 5;
    private const int Communities = 8;
    private const int MpReach = 14;
    private const int LargeCommunities = 32;
    private const int Established = 6;

    public override RouterKind Kind => RouterKind.GoBgp;

    public override async Task<bool> IsEstablishedAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        (await AskAsync(["neighbor", peer.Address], cancellationToken))?["state"]?["session_state"]?.GetValue<int>() == Established;

    public override async Task<int> CountAsync(RouterPeer peer, bool isIPv4, CancellationToken cancellationToken) =>
        (await TableAsync(peer, isIPv4, cancellationToken))?.Count ?? 0;

    public override async Task<RouterRoute?> FindAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken)
    {
        var table = await TableAsync(peer, !prefix.Contains(':', StringComparison.Ordinal), cancellationToken);
        var attributes = table?[prefix]?[0]?["attrs"]?.AsArray();
        if (attributes is null)
        {
            return null;
        }

        JsonNode? Attribute(int type) => attributes.FirstOrDefault(attribute => attribute!["type"]!.GetValue<int>() == type);
        return new RouterRoute(prefix)
        {
            NextHop = Attribute(NextHop)?["nexthop"]?.GetValue<string>() ?? Attribute(MpReach)?["nexthop"]?.GetValue<string>() ?? "",
            AsPath =
            [
                .. Attribute(AsPath)?["as_paths"]?.AsArray().SelectMany(segment => segment!["asns"]!.AsArray())
                    .Select(number => number!.GetValue<uint>()) ?? [],
            ],
            Origin = Attribute(Origin)?["value"]?.GetValue<int>() switch { 0 => "IGP", 1 => "EGP", _ => "incomplete" },
            LocalPreference = Attribute(LocalPreference)?["value"]?.GetValue<uint>(),
            Med = Attribute(Med)?["metric"]?.GetValue<uint>(),
            Communities =
            [
                .. Attribute(Communities)?["communities"]?.AsArray()
                    .Select(value => value!.GetValue<uint>())
                    .Select(value => string.Create(CultureInfo.InvariantCulture, $"{value >> 16}:{value & 0xFFFF}")) ?? [],
            ],
            LargeCommunities =
            [
                .. Attribute(LargeCommunities)?["value"]?.AsArray()
                    .Select(value => $"{value!["ASN"]}:{value["LocalData1"]}:{value["LocalData2"]}") ?? [],
            ],
        };
    }

    public override Task RequestRefreshAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        AskAsync(["neighbor", peer.Address, "softresetin"], cancellationToken);

    // Its own reset leaves a passive neighbour idle for half a minute.
    public override async Task ResetAsync(RouterPeer peer, CancellationToken cancellationToken)
    {
        await AskAsync(["neighbor", peer.Address, "disable"], cancellationToken);
        await AskAsync(["neighbor", peer.Address, "enable"], cancellationToken);
    }

    public override async Task<string> LastErrorAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        (await File.ReadAllLinesAsync(Daemon.LogPath, cancellationToken))
            .LastOrDefault(line => line.Contains("received notification", StringComparison.Ordinal)
                && line.Contains(peer.Address, StringComparison.Ordinal)) ?? "";

    /// <summary>Takes routes of a dump into its table: most of them, as its program ends before the last ones have left it.</summary>
    /// <returns>Whether the table has as many routes as are wanted.</returns>
    internal async Task<bool> InjectAsync(string path, int wanted, CancellationToken cancellationToken)
    {
        (await RunAsync("gobgp", ["-p", ApiPort, "mrt", "inject", "global", path, "--no-ipv6"], cancellationToken)).EnsureSucceeded();
        var summary = await RunAsync("gobgp", ["-p", ApiPort, "global", "rib", "summary"], cancellationToken);
        return summary.Output.Contains($"Destination: {wanted},", StringComparison.Ordinal);
    }

    protected override async Task StartAsync(CancellationToken cancellationToken)
    {
        await WriteAsync("gobgpd.toml", Configuration(), cancellationToken);
        Daemon = Launch(
            "gobgpd",
            new CommandLine(
                "gobgpd", ["-f", PathOf("gobgpd.toml"), "--api-hosts", "127.0.0.1:" + ApiPort, "--pprof-disable"]));
        await UntilAsync(
            async () => (await AskAsync(["global"], cancellationToken)) is not null, "gobgpd answers", cancellationToken);
        foreach (var prefix in Settings.Announced)
        {
            await AskAsync(["global", "rib", "add", prefix, "-a", "ipv4"], cancellationToken);
        }
    }

    private async Task<JsonObject?> TableAsync(RouterPeer peer, bool isIPv4, CancellationToken cancellationToken) =>
        await AskAsync(["neighbor", peer.Address, "adj-in", "-a", isIPv4 ? "ipv4" : "ipv6"], cancellationToken) as JsonObject;

    private async Task<JsonNode?> AskAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var answer = await RunAsync("gobgp", ["-p", ApiPort, "-j", .. arguments], cancellationToken);
        try
        {
            return JsonNode.Parse(answer.Output);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IEnumerable<string> Configuration()
    {
        yield return "[global.config]";
        yield return $"  as = {Settings.Asn}";
        yield return $"  router-id = \"{Settings.RouterId}\"";
        foreach (var line in Settings.Peers.SelectMany(Neighbor))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Neighbor(RouterPeer peer)
    {
        yield return "[[neighbors]]";
        yield return "  [neighbors.config]";
        yield return $"    neighbor-address = \"{peer.Address}\"";
        yield return $"    peer-as = {peer.Asn}";
        if (peer.LocalAsn is { } asn)
        {
            yield return $"    local-as = {asn}";
        }

        if (peer.Password is { } password)
        {
            yield return $"    auth-password = \"{password}\"";
        }

        yield return "  [neighbors.transport.config]";
        yield return $"    passive-mode = {(peer.IsPassive ? "true" : "false")}";
        yield return "  [neighbors.timers.config]";
        yield return "    connect-retry = 1";
        yield return "    idle-hold-time-after-reset = 1";
        yield return $"    hold-time = {peer.HoldSeconds}";
        yield return $"    keepalive-interval = {Math.Max(1, peer.HoldSeconds / 3)}";
        yield return "  [neighbors.graceful-restart.config]";
        yield return "    enabled = true";
        yield return "    restart-time = 120";
        if (peer.IsMultihop)
        {
            yield return "  [neighbors.ebgp-multihop.config]";
            yield return "    enabled = true";
            yield return "    multihop-ttl = 64";
        }

        if (peer.HasGtsm)
        {
            yield return "  [neighbors.ttl-security.config]";
            yield return "    enabled = true";
            yield return "    ttl-min = 255";
        }

        foreach (var family in (string[])[.. peer.HasIPv4 ? (string[])["ipv4-unicast"] : [], .. peer.HasIPv6 ? (string[])["ipv6-unicast"] : []])
        {
            yield return "  [[neighbors.afi-safis]]";
            yield return "    [neighbors.afi-safis.config]";
            yield return $"      afi-safi-name = \"{family}\"";
            yield return "    [neighbors.afi-safis.mp-graceful-restart.config]";
            yield return "      enabled = true";
        }
    }
}
