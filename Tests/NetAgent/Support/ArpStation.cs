using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A station that hears and speaks ARP.</summary>
internal sealed class ArpStation : LinkStation<ArpFrame>
{
    private ArpStation(Socket socket, MacAddress mac)
        : base(socket, mac)
    {
    }

    public static Task<ArpStation> OpenAsync(LabNamespace machine, string name) =>
        OpenAsync(machine, name, EtherType.Arp, (socket, mac) => new ArpStation(socket, mac));

    public static IPv4Address Address(string text) => IPv4Address.Read(IPAddress.Parse(text).GetAddressBytes());

    /// <summary>Sends a request for an address to one station, or to all.</summary>
    public void Ask(string address, MacAddress? destination = null) => Send(new ArpFrame(
        destination ?? MacAddress.Broadcast,
        Mac,
        new ArpPacket(ArpOperation.Request, Mac, Address("192.0.2.1"), MacAddress.Zero, Address(address))));

    public void Send(in ArpFrame frame)
    {
        Span<byte> octets = stackalloc byte[ArpFrame.Length];
        frame.Encode(octets);
        Send(octets);
    }

    /// <summary>Asks for an address and waits for the first answer that comes after it.</summary>
    public async Task<ArpFrame> ResolveAsync(string address, MacAddress? destination = null)
    {
        var from = Heard.Count;
        Ask(address, destination);
        return await WaitAsync(
            frame => frame.Destination == Mac && frame.Packet.Operation == ArpOperation.Reply
                && frame.Packet.SenderAddress == Address(address),
            $"an answer for {address}",
            from);
    }

    protected override bool TryDecode(ReadOnlySpan<byte> octets, out ArpFrame frame) =>
        ArpFrame.TryDecode(octets, out frame, out _);
}
