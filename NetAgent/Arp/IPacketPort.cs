using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>The node's interfaces as the agent's loop uses them: packet sockets, or a test's stand-in.</summary>
internal interface IPacketPort
{
    /// <summary>Starts to answer on an interface.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The socket cannot be opened.</exception>
    void Open(ArpInterface arpInterface);

    /// <summary>Ends answering on an interface; the interface need not exist any more.</summary>
    void Close(int index);

    /// <summary>Tells an interface's kernel filter which addresses it answers for.</summary>
    void Narrow(int index, IReadOnlyCollection<IPv4Address> announced);

    /// <summary>Sends a frame out of an interface without waiting.</summary>
    /// <returns>False when the interface takes no frame now.</returns>
    bool TrySend(int index, ReadOnlySpan<byte> frame);
}
