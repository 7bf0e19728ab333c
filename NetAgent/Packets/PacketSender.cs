using System.Net;
using System.Net.Sockets;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Packets;

/// <summary>One packet socket that sends frames out of every interface.</summary>
/// <remarks>Owned by the agent's loop. It is bound to no protocol, so it never receives.</remarks>
internal sealed class PacketSender : IDisposable
{
    private readonly Dictionary<(EtherType Type, int Index), SocketAddress> _destinations = [];
    private readonly Socket _socket = new(AddressFamily.Packet, SocketType.Raw, ProtocolType.IP) { Blocking = false };

    /// <summary>Sends a frame out of an interface without waiting.</summary>
    /// <returns>False when the interface takes no frame now.</returns>
    public bool TrySend(EtherType type, int index, ReadOnlySpan<byte> frame)
    {
        if (!_destinations.TryGetValue((type, index), out var destination))
        {
            destination = new LinkLayerEndPoint(type, index).Serialize();
            _destinations.Add((type, index), destination);
        }

        try
        {
            _socket.SendTo(frame, SocketFlags.None, destination);
            return true;
        }
        catch (SocketException)
        {
            // Down, gone, or its queue is full. The next round of the schedule tries again; the caller counts what left.
            return false;
        }
    }

    /// <summary>An interface is no longer used for a type of frame.</summary>
    public void Forget(EtherType type, int index) => _destinations.Remove((type, index));

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
