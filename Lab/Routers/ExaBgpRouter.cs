using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Routers;

/// <summary>ExaBGP: it keeps no table, so the lab keeps one of the messages that ExaBGP writes as JSON.</summary>
internal sealed class ExaBgpRouter(NetworkLab lab, LabNamespace machine, RouterSettings settings)
    : LabRouter(lab, machine, settings)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, RouterRoute>> _tables = [];
    private readonly HashSet<string> _established = [];
    private readonly Dictionary<string, string> _errors = [];
    private long _read;

    public override RouterKind Kind => RouterKind.ExaBgp;

    public override Task<bool> IsEstablishedAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        Task.FromResult(Read(() => _established.Contains(peer.Address)));

    public override Task<int> CountAsync(RouterPeer peer, bool isIPv4, CancellationToken cancellationToken) =>
        Task.FromResult(Read(() => TableOf(peer.Address).Keys.Count(prefix => prefix.Contains('.', StringComparison.Ordinal) == isIPv4)));

    public override Task<RouterRoute?> FindAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken) =>
        Task.FromResult(Read(() => TableOf(peer.Address).GetValueOrDefault(prefix)));

    public override async Task RequestRefreshAsync(RouterPeer peer, CancellationToken cancellationToken)
    {
        foreach (var family in (string[])[.. peer.HasIPv4 ? (string[])["ipv4"] : [], .. peer.HasIPv6 ? (string[])["ipv6"] : []])
        {
            await SayAsync($"neighbor {peer.Address} announce route-refresh {family} unicast", cancellationToken);
        }
    }

    public override Task ResetAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        SayAsync($"neighbor {peer.Address} teardown 4", cancellationToken);

    public override Task<string> LastErrorAsync(RouterPeer peer, CancellationToken cancellationToken) =>
        Task.FromResult(Read(() => _errors.GetValueOrDefault(peer.Address, "")));

    protected override async Task StartAsync(CancellationToken cancellationToken)
    {
        await WriteAsync("commands", [], cancellationToken);
        await WriteAsync("talk.sh", ["exec 3<&0", $"cat <&3 >{PathOf("messages")} &", $"exec tail -n +1 -f {PathOf("commands")}"], cancellationToken);
        await WriteAsync("exabgp.conf", Configuration(), cancellationToken);
        var addresses = string.Join(' ', Settings.Peers.Select(peer => peer.LocalAddress).Distinct());
        Daemon = Launch(
            "exabgp",
            new CommandLine("exabgp", [PathOf("exabgp.conf")])
            {
                Environment = new Dictionary<string, string>
                {
                    ["exabgp.daemon.user"] = "root",
                    ["exabgp.api.cli"] = "false",
                    ["exabgp.api.ack"] = "false",
                    ["exabgp.tcp.bind"] = addresses,
                    ["exabgp.tcp.port"] = "179",
                }.ToImmutableDictionary(),
            });
        await Daemon.WaitForLineAsync(line => line.Contains("loaded new configuration", StringComparison.Ordinal), cancellationToken);
    }

    private static string[] Texts(JsonNode? values, Func<JsonArray, string> write) =>
        values is null ? [] : [.. values.AsArray().Select(value => write(value!.AsArray()))];

    private Task SayAsync(string command, CancellationToken cancellationToken) =>
        File.AppendAllTextAsync(PathOf("commands"), command + "\n", cancellationToken);

    private Dictionary<string, RouterRoute> TableOf(string neighbor)
    {
        if (!_tables.TryGetValue(neighbor, out var table))
        {
            _tables.Add(neighbor, table = []);
        }

        return table;
    }

    private static string FamiliesOf(RouterPeer peer) =>
        (peer.HasIPv4 ? "ipv4 unicast; " : "") + (peer.HasIPv6 ? "ipv6 unicast;" : "");

    private T Read<T>(Func<T> answer)
    {
        lock (_gate)
        {
            if (File.Exists(PathOf("messages")))
            {
                TakeNew();
            }

            return answer();
        }
    }

    private void TakeNew()
    {
        using var file = new FileStream(PathOf("messages"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n') + 1;
        _read += System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, end));
        foreach (var line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Take(Parse(line));
        }
    }

    private static JsonNode Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line)!;
        }
        catch (JsonException unreadable)
        {
            throw new InvalidOperationException($"ExaBGP wrote what is no JSON: {line}", unreadable);
        }
    }

    private void Take(JsonNode message)
    {
        if (message["neighbor"] is not { } neighbor)
        {
            return;
        }

        var peer = neighbor["address"]!["peer"]!.GetValue<string>();
        switch (message["type"]!.GetValue<string>())
        {
            case "state" when neighbor["state"]!.GetValue<string>() == "up":
                _established.Add(peer);
                break;
            case "state" when neighbor["state"]!.GetValue<string>() == "down":
                _established.Remove(peer);
                TableOf(peer).Clear();
                _errors[peer] = neighbor["reason"]?.ToString() ?? "";
                break;
            case "update" when (neighbor["message"]?["update"]) is { } update:
                Take(TableOf(peer), update);
                break;
        }
    }

    private static void Take(Dictionary<string, RouterRoute> table, JsonNode update)
    {
        foreach (var (_, prefixes) in update["withdraw"]?.AsObject() ?? [])
        {
            foreach (var prefix in prefixes!.AsArray())
            {
                table.Remove(prefix!["nlri"]!.GetValue<string>());
            }
        }

        var heard = new HashSet<string>();
        foreach (var (_, nextHops) in update["announce"]?.AsObject() ?? [])
        {
            foreach (var (nextHop, prefixes) in nextHops!.AsObject())
            {
                foreach (var prefix in prefixes!.AsArray())
                {
                    // With a link-local address beside the next hop the prefix is there twice.
                    var text = prefix!["nlri"]!.GetValue<string>();
                    if (heard.Add(text) || !nextHop.StartsWith("fe80:", StringComparison.Ordinal))
                    {
                        table[text] = Route(text, nextHop, update["attribute"]);
                    }
                }
            }
        }
    }

    private static RouterRoute Route(string prefix, string nextHop, JsonNode? attributes) => new(prefix)
    {
        NextHop = nextHop,
        AsPath = [.. Systems(attributes?["as-path"])],
        Origin = attributes?["origin"]?.GetValue<string>() switch { "igp" => "IGP", "egp" => "EGP", _ => "incomplete" },
        LocalPreference = attributes?["local-preference"]?.GetValue<uint>(),
        Med = attributes?["med"]?.GetValue<uint>(),
        Communities = [.. Texts(attributes?["community"], value => $"{value[0]}:{value[1]}")],
        LargeCommunities = [.. Texts(attributes?["large-community"], value => $"{value[0]}:{value[1]}:{value[2]}")],
    };

    // A list of systems, or an object of segments, as the version has it.
    private static IEnumerable<uint> Systems(JsonNode? path) => path switch
    {
        JsonArray systems => systems.Select(system => uint.Parse(system!.ToString(), CultureInfo.InvariantCulture)),
        JsonObject segments => segments.SelectMany(segment => Systems(segment.Value!["value"])),
        _ => [],
    };

    private IEnumerable<string> Configuration()
    {
        yield return $"process lab {{ run /bin/sh {PathOf("talk.sh")}; encoder json; }}";
        foreach (var line in Settings.Peers.SelectMany(Neighbor))
        {
            yield return line;
        }
    }

    private IEnumerable<string> Neighbor(RouterPeer peer)
    {
        yield return $"neighbor {peer.Address} {{";
        yield return $"  router-id {Settings.RouterId};";
        yield return $"  local-address {peer.LocalAddress};";
        yield return $"  local-as {peer.LocalAsn ?? Settings.Asn};";
        yield return $"  peer-as {peer.Asn};";
        yield return $"  hold-time {peer.HoldSeconds};";
        yield return $"  passive {(peer.IsPassive ? "true" : "false")};";
        if (peer.Password is { } password)
        {
            yield return $"  md5-password \"{password}\";";
        }

        if (peer.HasGtsm)
        {
            yield return "  incoming-ttl 255; outgoing-ttl 255;";
        }

        yield return $"  capability {{ asn4 {(peer.IsTwoOctet ? "disable" : "enable")}; route-refresh enable; graceful-restart 120; "
            + $"nexthop {(peer.HasExtendedNextHop ? "enable" : "disable")}; }}";
        yield return $"  family {{ {FamiliesOf(peer)} }}";
        if (peer.HasExtendedNextHop)
        {
            yield return "  nexthop { ipv4 unicast ipv6; }";
        }

        foreach (var prefix in Settings.Announced)
        {
            yield return $"  static {{ route {prefix} next-hop {peer.LocalAddress}; }}";
        }

        yield return "  api { processes [ lab ]; neighbor-changes; receive { parsed; update; notification; open; } }";
        yield return "}";
    }
}
