using System.Net;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>Reads the orders of BGP sessions; one that cannot be followed is refused alone, with the reason.</summary>
internal static class BgpPeerReader
{
    /// <summary>TCP_MD5SIG_MAXKEYLEN of linux/tcp.h.</summary>
    public const int PasswordLengthMax = 80;

    private const int DefaultPort = 179;
    private const int IPv4Length = 4;
    private const int IPv6Length = 16;
    private const int InterfaceLengthMax = 15;
    private const uint HoldSecondsMin = 3;

    // RFC 9494 §3.1: 24 bits.
    private const uint StaleSecondsMax = (1 << 24) - 1;

    /// <summary>Reads one.</summary>
    /// <param name="peer">The message.</param>
    /// <param name="refusal">Why there is no order; never tells a password.</param>
    /// <returns>The order; null when it is refused.</returns>
    public static BgpPeerOrder? Read(BgpPeer peer, out string refusal)
    {
        refusal = Refuse(peer) ?? "";
        return refusal.Length > 0
            ? null
            : new BgpPeerOrder
            {
                Name = peer.Name,
                Address = AddressOf(peer.Address),
                Interface = peer.Interface,
                Port = peer.Port == 0 ? DefaultPort : (int)peer.Port,
                MyAsn = peer.MyAsn,
                LocalAsn = peer.LocalAsn == peer.MyAsn ? 0 : peer.LocalAsn,
                PeerAsn = peer.DynamicAsn == BgpDynamicAsn.None ? peer.PeerAsn : 0,
                DynamicAsn = peer.DynamicAsn,
                HoldTime = TimeSpan.FromSeconds(peer.HoldSeconds),
                KeepaliveTime = TimeSpan.FromSeconds(peer.KeepaliveSeconds),
                ConnectTime = TimeSpan.FromSeconds(peer.ConnectSeconds),
                SourceAddress = AddressOf(peer.SourceAddress),
                RouterId = AddressOf(peer.RouterId),
                Password = peer.Password.IsEmpty ? null : new BgpSecret(peer.Password.Span),
                IsMultihop = peer.EbgpMultihop,
                GracefulRestart = peer.GracefulRestart,
                LongLivedStaleTime = peer.GracefulRestart ? TimeSpan.FromSeconds(peer.LongLivedStaleSeconds) : default,
                IsDualStack = peer.DualStack,
                Vrf = peer.Vrf,
                Bfd = peer.Bfd is null ? null : ReadBfd(peer.Bfd),
                IsPassive = peer.Passive,
                HasGtsm = peer.Gtsm,
            };
    }

    private static string? Refuse(BgpPeer peer) =>
        peer.Name.Length == 0 ? "it has no name"
        : peer.Address.IsEmpty && peer.Interface.Length == 0 ? "it has neither an address nor an interface"
        : !peer.Address.IsEmpty && AddressOf(peer.Address) is null ? "its address has neither 4 nor 16 octets"
        : peer.Interface.Length > InterfaceLengthMax ? $"the interface name '{peer.Interface}' is longer than 15 characters"
        : peer.Vrf.Length > InterfaceLengthMax ? $"the device name '{peer.Vrf}' is longer than 15 characters"
        : peer.Port > IPEndPoint.MaxPort ? $"port {peer.Port} is no port"
        : peer.MyAsn == 0 ? "its own autonomous system is missing"
        : peer.PeerAsn == 0 && peer.DynamicAsn == BgpDynamicAsn.None ? "the peer's autonomous system is missing"
        : peer.HoldSeconds is > 0 and < HoldSecondsMin ? $"a hold time of {peer.HoldSeconds} s is neither 0 nor 3 s or more"
        : peer.HoldSeconds > ushort.MaxValue ? $"a hold time of {peer.HoldSeconds} s does not fit an OPEN"
        : peer.LongLivedStaleSeconds > StaleSecondsMax
            ? $"a long-lived stale time of {peer.LongLivedStaleSeconds} s does not fit an OPEN"
        : !peer.SourceAddress.IsEmpty && AddressOf(peer.SourceAddress) is null
            ? "its source address has neither 4 nor 16 octets"
        : !peer.SourceAddress.IsEmpty && !peer.Address.IsEmpty && peer.SourceAddress.Length != peer.Address.Length
            ? "its source address is of another family than its address"
        : peer.RouterId.Length is not (0 or IPv4Length) ? "its router id is not an IPv4 address"
        : peer.Password.Length > PasswordLengthMax
            ? $"its password has {peer.Password.Length} octets, and the kernel takes {PasswordLengthMax}"
        : null;

    private static IPAddress? AddressOf(ByteString octets) =>
        octets.Length is IPv4Length or IPv6Length ? new IPAddress(octets.Span) : null;

    private static BgpBfdOrder ReadBfd(BfdSettings settings) => new(
        settings.ReceiveMilliseconds,
        settings.TransmitMilliseconds,
        settings.DetectMultiplier,
        settings.EchoMilliseconds,
        settings.Passive,
        settings.MinimumTtl);
}
