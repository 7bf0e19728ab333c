using System.Buffers.Binary;
using System.Collections.Immutable;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>Samples of BGP messages, and what makes changed ones get past the header.</summary>
internal static class BgpMessages
{
    private const int LengthOffset = 16;

    /// <summary>An OPEN of AS 65002 with every capability that is known here.</summary>
    public static byte[] RichOpen { get; } = Message(
        BgpMessageType.Open,
        "04fdea005ac00002024a0248" + "010400010001" + "010400020001" + "0200" + "0506000100010002" + "0600"
        + "400ac078" + "0001018000020180" + "41040000fdea" + "4600" + "470e" + "00010180000e10" + "00020100015180"
        + "490a" + "056e6f64653203" + "6c6162");

    /// <summary>An OPEN of old, without capabilities.</summary>
    public static byte[] PlainOpen { get; } = Message(BgpMessageType.Open, "04fdea005ac000020200");

    /// <summary>An OPEN in the extended form of RFC 9072.</summary>
    public static byte[] ExtendedOpen { get; } = Message(
        BgpMessageType.Open, "04fdea005ac0000202ffff00" + "1102000e" + "010400010001" + "41040000fdea" + "0200");

    public static byte[] Keepalive { get; } = Message(BgpMessageType.Keepalive, "");

    public static byte[] Refresh { get; } = Message(BgpMessageType.RouteRefresh, "00010001");

    /// <summary>Cease with an administrator's text, a hard reset, and an UPDATE's error.</summary>
    public static ImmutableArray<byte[]> Notifications { get; } =
    [
        Message(BgpMessageType.Notification, "0602056d61696e74"),
        Message(BgpMessageType.Notification, "0609060200"),
        Message(BgpMessageType.Notification, "0303020200"),
    ];

    /// <summary>Bodies of UPDATEs: IPv4 with every attribute, withdrawals, IPv6, IPv4 over IPv6, an old peer's path, both ends.</summary>
    public static ImmutableArray<byte[]> Updates { get; } =
    [
        Convert.FromHexString(
            "0000" + "0055" + "40010100" + "4002060201" + "0000fdea" + "400304c0000202" + "80040400000005" + "40050400000064"
            + "400600" + "c007080000fdeac0000202" + "c00808fdea0001ffffff01" + "c010084004fdea4b189680" + "c0200c0000fdea0000000100000002"
            + "20c6336407" + "18cb0071"),
        Convert.FromHexString("0009" + "20c6336407" + "18cb0071" + "0000"),
        Convert.FromHexString(
            "0000" + "0048" + "900e0037" + "0002012020010db8000100000000000000000001fe80000000000000000000000000000100"
            + "8020010db8000000000000000000000005" + "00" + "40010100" + "4002060201" + "0000fdea"),
        Convert.FromHexString(
            "0000" + "002a" + "800e1a" + "0001011020010db800010000000000000000000100" + "20c6336407" + "40010100"
            + "4002060201" + "0000fdea"),
        Convert.FromHexString(
            "0000" + "0021" + "40010100" + "4002060202" + "5ba05ba0" + "400304c0000202" + "c0110a0202" + "fa56ea01fa56ea02" + "18cb0071"),
        Convert.FromHexString("0000" + "0014" + "800f11" + "000201" + "6820010db8000100000000000001"),
        Convert.FromHexString("00000000"),
        Convert.FromHexString("0000" + "0006" + "800f03" + "000201"),
    ];

    /// <summary>A whole message.</summary>
    public static byte[] Message(BgpMessageType type, string body)
    {
        var octets = Convert.FromHexString(body);
        var message = new byte[BgpHeader.Length + octets.Length];
        BgpHeader.Write(message, (ushort)message.Length, type);
        octets.CopyTo(message, BgpHeader.Length);
        return message;
    }

    /// <summary>Makes markers right, and lengths as long as there are octets.</summary>
    public static void Repair(Span<byte> messages)
    {
        while (messages.Length >= BgpHeader.Length)
        {
            messages[..LengthOffset].Fill(0xFF);
            var length = BinaryPrimitives.ReadUInt16BigEndian(messages[LengthOffset..]);
            if (length < BgpHeader.Length || length > messages.Length)
            {
                length = (ushort)messages.Length;
                BinaryPrimitives.WriteUInt16BigEndian(messages[LengthOffset..], length);
            }

            messages = messages[length..];
        }
    }
}
