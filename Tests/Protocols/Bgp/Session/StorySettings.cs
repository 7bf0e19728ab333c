using System.Text.Json.Nodes;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;
using MetalOrleans.Protocols.Bgp.Session;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>The settings of a story, as its <c>settings.json</c> says them: what it does not name is as below.</summary>
internal static class StorySettings
{
    /// <summary>AS 65001 with 192.0.2.1 speaks to AS 65002; IPv4 alone, a Hold Time of 90 s.</summary>
    public static BgpSessionSettings Default { get; } = new()
    {
        OwnSystem = 65001,
        PeerSystem = BgpPeerSystem.Exactly(65002),
        Identifier = new IPv4Address(0xC0000201),
        HasExtendedMessages = false,
    };

    /// <summary>From 192.0.2.1 to 192.0.2.2.</summary>
    public static BgpEndPoints EndPoints { get; } = new(new IPv4Address(0xC0000201), new IPv4Address(0xC0000202));

    public static BgpSessionSettings Read(JsonObject json, BgpSessionSettings before) => before with
    {
        OwnSystem = json["as"]?.GetValue<uint>() ?? before.OwnSystem,
        PeerSystem = json["peerAs"]?.ToString() switch
        {
            null => before.PeerSystem,
            "external" => BgpPeerSystem.External,
            "internal" => BgpPeerSystem.Internal,
            var number => BgpPeerSystem.Exactly(uint.Parse(number, System.Globalization.CultureInfo.InvariantCulture)),
        },
        Identifier = json["id"] is { } id ? MessageText.Address(id).IPv4 : before.Identifier,
        HoldTime = Seconds(json, "hold") ?? before.HoldTime,
        KeepaliveTime = Seconds(json, "keepalive") ?? before.KeepaliveTime,
        ConnectRetryTime = Seconds(json, "connectRetry") ?? before.ConnectRetryTime,
        DelayOpenTime = Seconds(json, "delayOpen") ?? before.DelayOpenTime,
        SendHoldTime = Seconds(json, "sendHold") ?? before.SendHoldTime,
        IsPassive = json["passive"]?.GetValue<bool>() ?? before.IsPassive,
        HasExtendedMessages = json["extendedMessages"]?.GetValue<bool>() ?? before.HasExtendedMessages,
        HostName = json["name"]?.GetValue<string>() ?? before.HostName,
        Families = json["families"] is JsonArray families
            ? [.. families.Select(family => MessageText.Family(family!))]
            : before.Families,
        Restart = json["restart"] is JsonObject restart
            ? new BgpRestartSettings
            {
                IsRestarting = restart["restarting"]?.GetValue<bool>() ?? false,
                LongLivedStaleTime = Seconds(restart, "longLived") ?? TimeSpan.Zero,
            }
            : before.Restart,
    };

    public static BgpEndPoints ReadEndPoints(JsonObject json) => json["local"] is not { } local
        ? EndPoints
        : new BgpEndPoints(MessageText.Address(local), MessageText.Address(json["remote"]!)) is var ends
            && json["nextHopIPv4"] is { } nextHop
                ? ends with { NextHopIPv4 = MessageText.Address(nextHop).IPv4 }
                : ends;

    public static BgpRouteAttributes Attributes(JsonObject json) => new()
    {
        LocalPreference = json["localPreference"]?.GetValue<uint>(),
        MultiExitDiscriminator = json["med"]?.GetValue<uint>(),
        Prepend = json["prepend"]?.GetValue<int>() ?? 0,
        LinkBandwidth = json["bandwidth"]?.GetValue<float>() ?? 0,
        Communities = [.. (json["communities"]?.AsArray() ?? []).Select(value => value!.GetValue<uint>())],
        LargeCommunities = [.. (json["large"]?.AsArray() ?? []).Select(value => Large(value!.GetValue<string>()))],
    };

    private static BgpLargeCommunity Large(string text)
    {
        var parts = text.Split(':').Select(part => uint.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return new BgpLargeCommunity(parts[0], parts[1], parts[2]);
    }

    private static TimeSpan? Seconds(JsonObject json, string name) =>
        json[name] is { } value ? TimeSpan.FromSeconds(value.GetValue<double>()) : null;
}
