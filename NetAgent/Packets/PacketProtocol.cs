using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Packets;

/// <summary>A neighbour protocol on packet sockets: on each interface a listener of its own, and those of its family.</summary>
internal abstract class PacketProtocol(string name) : INeighborProtocol, IDisposable
{
    private readonly Dictionary<int, PacketListener[]> _listeners = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public abstract int GratuitousFrameCount { get; }

    /// <inheritdoc/>
    public abstract bool Serves(IPAddressValue address);

    /// <inheritdoc/>
    public abstract InterfaceVerdict VerdictOn(JudgedInterface judged);

    /// <inheritdoc/>
    public abstract bool SendGratuitous(IPAddressValue address, ResponderInterface on, int frame);

    /// <inheritdoc/>
    public abstract bool SendProbe(IPAddressValue address, ResponderInterface on);

    /// <inheritdoc/>
    public void Open(ResponderInterface on)
    {
        var opened = new List<PacketListener>();
        try
        {
            opened.AddRange(Listen(on));
        }
        catch (SocketException)
        {
            opened.ForEach(listener => listener.Dispose());
            throw;
        }

        _listeners.Add(on.Index, [.. opened]);
        opened.ForEach(listener => listener.Start($"{Name} {on.Name}"));
    }

    /// <inheritdoc/>
    public void Close(int index)
    {
        if (_listeners.Remove(index, out var listeners))
        {
            Array.ForEach(listeners, listener => listener.Dispose());
            Closed(index);
        }
    }

    /// <inheritdoc/>
    public void Include(int index, IPAddressValue address) =>
        Array.ForEach(_listeners[index], listener => listener.Include(address));

    /// <inheritdoc/>
    public void Exclude(int index, IPAddressValue address) =>
        Array.ForEach(_listeners[index], listener => listener.Exclude(address));

    /// <inheritdoc/>
    public void Narrow(int index) => Array.ForEach(_listeners[index], listener => listener.Narrow());

    /// <summary>Ends every responder.</summary>
    public void Dispose()
    {
        foreach (var listener in _listeners.Values.SelectMany(listeners => listeners))
        {
            listener.Dispose();
        }
    }

    /// <summary>Opens an interface's sockets, one after the other.</summary>
    /// <exception cref="SocketException">A socket cannot be opened.</exception>
    protected abstract IEnumerable<PacketListener> Listen(ResponderInterface on);

    /// <summary>An interface's listeners have ended.</summary>
    protected abstract void Closed(int index);
}
