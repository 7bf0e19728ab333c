using System.Globalization;
using System.Text.Json.Nodes;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>Messages as people write and read them in the stories of <c>Golden/Bgp</c>.</summary>
internal static class MessageText
{
    /// <summary>The messages that octets hold, one text each; octets that are no message as such.</summary>
    public static IEnumerable<string> Read(ReadOnlyMemory<byte> octets, BgpSessionTerms terms)
    {
        while (!octets.IsEmpty)
        {
            if (!BgpHeader.TryDecode(octets.Span, isExtended: true, out var header, out var error))
            {
                yield return $"no message: {error}";
                yield break;
            }

            yield return Read(header.Type, octets[BgpHeader.Length..header.MessageLength], terms);
            octets = octets[header.MessageLength..];
        }
    }

    /// <summary>The octets of a message that a story says is received.</summary>
    public static byte[] Write(JsonObject line)
    {
        if (line["hex"] is { } hex)
        {
            return BgpOctets.Parse(hex.GetValue<string>());
        }

        if (line["open"] is JsonObject open)
        {
            return BgpOctets.Encode(Open(open).Encode);
        }

        if (line["notification"] is JsonObject notification)
        {
            return BgpOctets.Encode(Notification(notification).Encode);
        }

        if (line["refresh"] is { } refresh)
        {
            return BgpOctets.Encode(new BgpRouteRefresh(Family(refresh), BgpRouteRefresh.Request).Encode);
        }

        if (line["endOfRib"] is { } end)
        {
            return BgpOctets.Encode(octets => BgpUnreachWriter.WriteEndOfRib(octets, Family(end)));
        }

        return line["update"] is JsonObject update
            ? BgpOctets.Encode(octets => BgpUpdates.WriteReach(
                octets,
                new BgpPathAttributes { NextHop = Address(update["nextHop"]!), AsPath = [update["as"]!.GetValue<uint>()] },
                [Prefix(update["prefix"]!.GetValue<string>())],
                new BgpSessionTerms(false, true, false),
                out _))
            : BgpOctets.Encode(BgpHeader.WriteKeepalive);
    }

    public static BgpPrefix Prefix(string text)
    {
        var parts = text.Split('/');
        return BgpPrefix.Of(
            IPAddressValue.From(System.Net.IPAddress.Parse(parts[0])), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public static IPAddressValue Address(JsonNode node) => IPAddressValue.From(System.Net.IPAddress.Parse(node.GetValue<string>()));

    public static BgpFamily Family(JsonNode node) => node.GetValue<string>() switch
    {
        "ipv4-unicast" => BgpFamily.IPv4Unicast,
        "ipv6-unicast" => BgpFamily.IPv6Unicast,
        var other => new BgpFamily(ushort.Parse(other, CultureInfo.InvariantCulture), 1),
    };

    public static string Capabilities(BgpCapabilities capabilities)
    {
        var parts = new List<string>();
        parts.AddRange(capabilities.Families.Select(family => family.ToString()));
        AddIf(parts, capabilities.HasRouteRefresh, "refresh");
        AddIf(parts, capabilities.HasEnhancedRouteRefresh, "enhanced-refresh");
        parts.AddRange(capabilities.ExtendedNextHops.Select(entry => $"{entry.Family} over afi {entry.NextHopAfi}"));
        AddIf(parts, capabilities.HasExtendedMessages, "extended-messages");
        AddIf(parts, capabilities.FourOctetAS is not null, $"as4 {capabilities.FourOctetAS}");
        if (capabilities.GracefulRestart is { } restart)
        {
            var flags = (restart.IsRestarting ? " R" : "") + (restart.SurvivesNotifications ? " N" : "");
            var families = restart.Families.Select(family => $" {family.Family}{(family.IsForwardingPreserved ? " F" : "")}");
            parts.Add($"restart {restart.RestartTime.TotalSeconds} s{flags}{string.Concat(families)}");
        }

        parts.AddRange(capabilities.LongLived.Select(entry => $"long-lived {entry.Family} {entry.StaleTime.TotalSeconds} s"));
        AddIf(parts, capabilities.HostName.Length > 0, $"name {capabilities.HostName}");
        AddIf(parts, capabilities.Unknown.Count > 0, $"unknown {string.Join(' ', capabilities.Unknown)}");
        return string.Join(", ", parts);
    }

    private static string Read(BgpMessageType type, ReadOnlyMemory<byte> body, BgpSessionTerms terms)
    {
        switch (type)
        {
            case BgpMessageType.Open:
                return BgpOpen.TryDecode(body.Span, out var open, out var error)
                    ? $"OPEN as {open!.AutonomousSystem} hold {open.HoldTime.TotalSeconds} s id {open.Identifier}: {Capabilities(open.Capabilities)}"
                    : $"OPEN, wrong: {error}";
            case BgpMessageType.Notification:
                BgpNotification.TryDecode(body.Span, out var notification);
                var data = notification!.ShutdownText is null && !notification.Data.IsEmpty
                    ? " data " + Convert.ToHexStringLower(notification.Data.AsSpan())
                    : "";
                return $"NOTIFICATION {notification}{data}";
            case BgpMessageType.RouteRefresh:
                BgpRouteRefresh.TryDecode(body.Span, out var refresh, out _);
                return $"ROUTE-REFRESH {refresh.Family} {refresh.Subtype switch { 1 => "begin", 2 => "end", _ => "request" }}";
            case BgpMessageType.Update:
                return Update(BgpUpdateReader.Read(body.Span, terms));
            default:
                return "KEEPALIVE";
        }
    }

    private static string Update(BgpUpdate update)
    {
        if (update.EndOfRib is { } family)
        {
            return $"UPDATE end of {family}";
        }

        var parts = new List<string>();
        AddIf(parts, update.Outcome != BgpUpdateOutcome.Accept, $"{update.Outcome}");
        AddIf(parts, update.Withdrawn.Length > 0, $"withdraws {string.Join(' ', update.Withdrawn)}");
        AddIf(parts, update.Announced.Length > 0, $"announces {string.Join(' ', update.Announced)}");
        AddIf(parts, update.NextHop is not null, $"next hop {update.NextHop}");
        AddIf(parts, update.MpNextHop is not null, $"mp next hop {update.MpNextHop}");
        AddIf(parts, update.MpNextHopLinkLocal is not null, $"and {update.MpNextHopLinkLocal}");
        AddIf(parts, update.Announced.Length > 0, $"path [{string.Join(' ', update.AsPath.SelectMany(segment => segment.Systems))}]");
        AddIf(parts, update.MultiExitDiscriminator is not null, $"med {update.MultiExitDiscriminator}");
        AddIf(parts, update.LocalPreference is not null, $"local preference {update.LocalPreference}");
        AddIf(parts, update.Communities.Length > 0, $"communities {string.Join(' ', update.Communities.Select(value => $"{value >> 16}:{value & 0xFFFF}"))}");
        AddIf(parts, update.LargeCommunities.Length > 0, $"large {string.Join(' ', update.LargeCommunities)}");
        AddIf(parts, update.ExtendedCommunities.Length > 0, $"extended {string.Join(' ', update.ExtendedCommunities.Select(value => value.ToString("x16", CultureInfo.InvariantCulture)))}");
        return "UPDATE " + string.Join(", ", parts);
    }

    private static BgpOpen Open(JsonObject open) => new(
        open["as"]!.GetValue<uint>(),
        TimeSpan.FromSeconds(open["hold"]?.GetValue<double>() ?? 90),
        IPv4Address.Read(System.Net.IPAddress.Parse(open["id"]!.GetValue<string>()).GetAddressBytes()),
        new BgpCapabilities
        {
            Families = [.. (open["families"]?.AsArray() ?? ["ipv4-unicast"]).Select(family => Family(family!))],
            HasRouteRefresh = Flag(open, "refresh"),
            HasEnhancedRouteRefresh = Flag(open, "enhancedRefresh"),
            ExtendedNextHops = Flag(open, "extendedNextHop")
                ? [new BgpExtendedNextHop(BgpFamily.IPv4Unicast, BgpFamily.AfiIPv6)]
                : [],
            HasExtendedMessages = Flag(open, "extendedMessages"),
            GracefulRestart = open["restart"] is JsonObject restart
                ? new BgpGracefulRestart(
                    Flag(restart, "restarting"), Flag(restart, "notifications"), TimeSpan.FromSeconds(120), [])
                : null,
        });

    private static BgpNotification Notification(JsonObject notification)
    {
        var (code, subcode) = (notification["code"]!.GetValue<byte>(), notification["subcode"]!.GetValue<byte>());
        return notification["text"] is { } text
            ? BgpNotification.Cease(subcode, text.GetValue<string>())
            : new BgpNotification((BgpErrorCode)code, subcode);
    }

    private static bool Flag(JsonObject line, string name) => line[name]?.GetValue<bool>() ?? false;

    private static void AddIf(List<string> parts, bool condition, string text)
    {
        if (condition)
        {
            parts.Add(text);
        }
    }
}
