using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;
using MetalOrleans.Tests.Protocols.Ndp;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A station that hears and speaks NDP.</summary>
internal sealed class NdpStation : LinkStation<NdpFrame>
{
    private NdpStation(Socket socket, MacAddress mac)
        : base(socket, mac)
    {
    }

    public static Task<NdpStation> OpenAsync(LabNamespace machine, string name) =>
        OpenAsync(machine, name, EtherType.IPv6, (socket, mac) => new NdpStation(socket, mac));

    /// <summary>Sends a solicitation for an address to its group, or to the address itself at one station.</summary>
    public void Ask(string address, MacAddress? destination = null)
    {
        var target = NdpVectors.Address(address);
        var to = destination is null ? target.SolicitedNodeGroup : target;
        Send(new NdpFrame(
            destination ?? MacAddress.ForGroup(to),
            Mac,
            to,
            NdpVectors.Address(AgentLab.ClientIPv6),
            new NdpMessage(Icmpv6Type.NeighborSolicitation, NdpFlags.None, target, Mac)));
    }

    public void Send(in NdpFrame frame)
    {
        Span<byte> octets = stackalloc byte[NdpFrame.LengthMax];
        Send(octets[..frame.Encode(octets)]);
    }

    /// <summary>Asks for an address and waits for the first answer that comes after it.</summary>
    public async Task<NdpFrame> ResolveAsync(string address, MacAddress? destination = null)
    {
        var from = Heard.Count;
        Ask(address, destination);
        return await WaitAsync(
            frame => frame.Destination == Mac && IsAnswerFor(frame, NdpVectors.Address(address)),
            $"an answer for {address}",
            from);
    }

    protected override bool TryDecode(ReadOnlySpan<byte> octets, out NdpFrame frame) =>
        NdpFrame.TryDecode(octets, out frame, out _);

    private static bool IsAnswerFor(in NdpFrame frame, IPv6Address target) =>
        frame.Message.Type == Icmpv6Type.NeighborAdvertisement && frame.Message.Target == target;
}
