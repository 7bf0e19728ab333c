using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Tests.Protocols.Arp;

/// <summary>Frames as they were seen on a veth pair between Linux 6.18 neighbours, and what they mean.</summary>
internal static class ArpVectors
{
    /// <summary><c>arping -c1 192.0.2.10</c> (iputils) from 192.0.2.1; padded by the program to 58 octets.</summary>
    public const string BroadcastRequest =
        "ffffffffffff" + "020000000001" + "0806"
        + "0001" + "0800" + "06" + "04" + "0001" + "020000000001" + "c0000201" + "ffffffffffff" + "c000020a"
        + "00000000000000000000000000000000";

    /// <summary>The answer of the interface 02:00:00:00:00:0a.</summary>
    public const string Reply =
        "020000000001" + "02000000000a" + "0806"
        + "0001" + "0800" + "06" + "04" + "0002" + "02000000000a" + "c000020a" + "020000000001" + "c0000201";

    public static readonly MacAddress Client = Mac("02:00:00:00:00:01");
    public static readonly MacAddress Interface = Mac("02:00:00:00:00:0a");
    public static readonly IPv4Address ClientAddress = new(0xC0000201);
    public static readonly IPv4Address Announced = new(0xC000020A);

    public static readonly ArpFrame BroadcastRequestFrame = new(
        MacAddress.Broadcast,
        Client,
        new ArpPacket(ArpOperation.Request, Client, ClientAddress, MacAddress.Broadcast, Announced));

    public static readonly ArpFrame ReplyFrame = new(
        Client, Interface, new ArpPacket(ArpOperation.Reply, Interface, Announced, Client, ClientAddress));

    public static MacAddress Mac(string text) =>
        MacAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    public static byte[] Encode(in ArpFrame frame)
    {
        var octets = new byte[ArpFrame.Length];
        frame.Encode(octets);
        return octets;
    }
}
