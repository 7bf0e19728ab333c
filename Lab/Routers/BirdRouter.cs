using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Routers;

/// <summary>BIRD 2.</summary>
internal sealed partial class BirdRouter(NetworkLab lab, LabNamespace machine, RouterSettings settings)
    : LabRouter(lab, machine, settings)
{
    public override RouterKind Kind => RouterKind.Bird;

    private string Control => PathOf("bird.ctl");

    public override async Task<bool> IsEstablishedAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        (await AskAsync($"show protocols {NameOf(peer)}", cancellationToken)).Contains("Established", StringComparison.Ordinal);

    public override async Task<int> CountAsync(RouterPeer peer, bool isIPv4, CancellationToken cancellationToken)
    {
        var channel = isIPv4 ? "ipv4" : "ipv6";
        var text = await AskAsync($"show protocols all {NameOf(peer)}", cancellationToken);
        var at = text.IndexOf($"Channel {channel}", StringComparison.Ordinal);
        var routes = at < 0 ? null : RouteCount().Match(text, at);
        return routes is { Success: true } ? int.Parse(routes.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    public override async Task<RouterRoute?> FindAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken)
    {
        var text = await AskAsync($"show route for {prefix} all protocol {NameOf(peer)}", cancellationToken);
        if (!text.Contains(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string? Attribute(string name)
        {
            var match = Regex.Match(text, $@"BGP\.{name}: ?(.*)", RegexOptions.CultureInvariant);
            return match.Success ? match.Groups[1].Value.Trim() : null;
        }

        return new RouterRoute(prefix)
        {
            NextHop = Attribute("next_hop")?.Split(' ')[0] ?? "",
            AsPath = [.. Words(Attribute("as_path")).Select(word => uint.Parse(word, CultureInfo.InvariantCulture))],
            Origin = Attribute("origin") ?? "",
            LocalPreference = Number(Attribute("local_pref")),
            Med = Number(Attribute("med")),
            Communities = Tuples(Attribute("community")),
            LargeCommunities = Tuples(Attribute("large_community")),
        };
    }

    public override Task RequestRefreshAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        AskAsync($"reload in {NameOf(peer)}", cancellationToken);

    public override Task ResetAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        AskAsync($"restart {NameOf(peer)}", cancellationToken);

    public override async Task<string> LastErrorAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        LastError().Match(await AskAsync($"show protocols all {NameOf(peer)}", cancellationToken)).Groups[1].Value;

    internal override Func<int> OpenCounter(out IDisposable console)
    {
        var asked = RouterConsole.OfBird(Control);
        console = asked;
        return () => TableCount().Match(asked.Ask("show route count table master4")) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : 0;
    }

    protected override async Task StartAsync(CancellationToken cancellationToken)
    {
        await WriteAsync("bird.conf", Configuration(), cancellationToken);
        Daemon = Launch(
            "bird", new CommandLine("bird", ["-f", "-c", PathOf("bird.conf"), "-s", Control, "-P", PathOf("bird.pid")]));
        await UntilAsync(
            async () => (await AskAsync("show status", cancellationToken)).Contains("up and running", StringComparison.Ordinal),
            "bird answers",
            cancellationToken);
    }

    [GeneratedRegex(@"Routes:\s+(?<count>\d+) imported", RegexOptions.CultureInvariant)]
    private static partial Regex RouteCount();

    [GeneratedRegex(@"(?<count>\d+) of \d+ routes", RegexOptions.CultureInvariant)]
    private static partial Regex TableCount();

    [GeneratedRegex(@"Last error:\s+(?<error>.*)", RegexOptions.CultureInvariant)]
    private static partial Regex LastError();

    [GeneratedRegex(@"\((?<words>[^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Tuple();

    private static IEnumerable<string> Words(string? text) =>
        text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static ImmutableArray<string> Tuples(string? text) => text is null
        ? []
        : [.. Tuple().Matches(text).Select(match => match.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal).Replace(',', ':'))];

    private static uint? Number(string? text) => text is null ? null : uint.Parse(text, CultureInfo.InvariantCulture);

    private async Task<string> AskAsync(string command, CancellationToken cancellationToken) =>
        (await new CommandLine("birdc", ["-s", Control, .. command.Split(' ')]).RunAsync(cancellationToken)).Output;

    private string NameOf(RouterPeer peer) => $"p{Settings.Peers.IndexOf(peer)}";

    private IEnumerable<string> Configuration()
    {
        yield return $"router id {Settings.RouterId};";
        yield return "protocol device {}";
        if (Settings.InstallsRoutes)
        {
            yield return "protocol kernel { ipv4 { import none; export all; }; graceful restart on; }";
        }

        if (!Settings.Announced.IsEmpty)
        {
            yield return "protocol static { ipv4; " + string.Join(' ', Settings.Announced.Select(prefix => $"route {prefix} unreachable;")) + " }";
        }

        foreach (var line in Settings.Peers.SelectMany(Neighbor))
        {
            yield return line;
        }
    }

    private IEnumerable<string> Neighbor(RouterPeer peer)
    {
        yield return $"protocol bgp {NameOf(peer)} {{";
        yield return $" local {peer.LocalAddress} port {Settings.Port} as {peer.LocalAsn ?? Settings.Asn};";
        yield return $" neighbor {peer.Address} as {peer.Asn};";
        yield return peer.IsMultihop ? " multihop;" : " direct;";
        yield return $" hold time {peer.HoldSeconds};";
        yield return " connect retry time 1; connect delay time 1; error wait time 1, 2;";
        yield return $" passive {OnOff(peer.IsPassive)};";
        yield return $" enable as4 {OnOff(!peer.IsTwoOctet)};";
        yield return " graceful restart on;";
        if (!peer.IsMultihop)
        {
            yield return $" ttl security {OnOff(peer.HasGtsm)};";
        }

        if (peer.Password is { } password)
        {
            yield return $" password \"{password}\";";
        }

        var next = peer.HasExtendedNextHop ? " extended next hop on;" : "";
        if (peer.HasIPv4)
        {
            yield return $" ipv4 {{ import all; export where source = RTS_STATIC;{next} }};";
        }

        if (peer.HasIPv6)
        {
            yield return " ipv6 { import all; export none; };";
        }

        yield return "}";
    }

    private static string OnOff(bool value) => value ? "on" : "off";
}
