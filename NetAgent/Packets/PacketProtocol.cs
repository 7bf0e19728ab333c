using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Packets;

/// <summary>A neighbour protocol on packet sockets: one listener an interface.</summary>
internal abstract class PacketProtocol(string name) : INeighborProtocol, IDisposable
{
    private readonly Dictionary<int, PacketListener> _listeners = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public abstract int GratuitousFrameCount { get; }

    /// <inheritdoc/>
    public abstract bool Serves(IPAddressValue address);

    /// <inheritdoc/>
    public abstract InterfaceVerdict VerdictOn(JudgedInterface judged);

    /// <inheritdoc/>
    public abstract int SendGratuitous(IPAddressValue address, ResponderInterface on);

    /// <inheritdoc/>
    public void Open(ResponderInterface on)
    {
        var listener = Listen(on);
        _listeners.Add(on.Index, listener);
        listener.Start($"{Name} {on.Name}");
    }

    /// <inheritdoc/>
    public void Close(int index)
    {
        if (_listeners.Remove(index, out var listener))
        {
            listener.Dispose();
            Closed(index);
        }
    }

    /// <inheritdoc/>
    public void Include(int index, IPAddressValue address) => _listeners[index].Include(address);

    /// <inheritdoc/>
    public void Exclude(int index, IPAddressValue address) => _listeners[index].Exclude(address);

    /// <inheritdoc/>
    public void Narrow(int index) => _listeners[index].Narrow();

    /// <summary>Ends every responder.</summary>
    public void Dispose()
    {
        foreach (var listener in _listeners.Values)
        {
            listener.Dispose();
        }
    }

    /// <summary>Opens a listener's sockets.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">A socket cannot be opened.</exception>
    protected abstract PacketListener Listen(ResponderInterface on);

    /// <summary>An interface's listener has ended.</summary>
    protected abstract void Closed(int index);
}
