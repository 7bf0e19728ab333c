using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Desired;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>The listening sockets that the sessions need, one a family and VRF, with the keys of the peers.</summary>
/// <remarks>Owned by the speaker's loop. A port that is taken costs passive sessions only, and is tried again.</remarks>
internal sealed partial class BgpListeners(
    BgpListenMode mode, Action<Socket, string> accepted, ILogger logger) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(AddressFamily Family, string Device), BgpListener> _open = [];
    private readonly HashSet<(AddressFamily Family, string Device)> _failed = [];

    /// <summary>When <see cref="Update"/> is next worth a call; null for when the orders change.</summary>
    public TimeSpan? NextDue { get; private set; }

    /// <summary>Opens what is needed, closes what is not, and gives the kernel the keys.</summary>
    public void Update(IEnumerable<BgpPeerHost> peers, TimeSpan now)
    {
        var wanted = peers
            .Where(peer => mode == BgpListenMode.Always || (mode == BgpListenMode.Auto && peer.Order.IsPassive))
            .ToLookup(peer => (peer.Order.Address?.AddressFamily ?? AddressFamily.InterNetworkV6, peer.Order.Vrf));
        foreach (var key in _open.Keys.Where(key => !wanted.Contains(key)).ToList())
        {
            _open[key].Dispose();
            _open.Remove(key);
        }

        NextDue = null;
        foreach (var group in wanted)
        {
            if (Open(group.Key, now) is { } listener)
            {
                listener.SetKeys(KeysOf(group));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in _open.Values)
        {
            listener.Dispose();
        }
    }

    // The kernel knows one key an address: of several sessions with one address the first one's counts.
    private static Dictionary<IPAddress, BgpSecret> KeysOf(IEnumerable<BgpPeerHost> peers)
    {
        var keys = new Dictionary<IPAddress, BgpSecret>();
        foreach (var peer in peers)
        {
            if (peer is { Remote: { } remote, Order.Password: { } key })
            {
                keys.TryAdd(new IPAddress(remote.GetAddressBytes()), key);
            }
        }

        return keys;
    }

    private BgpListener? Open((AddressFamily Family, string Device) key, TimeSpan now)
    {
        if (_open.TryGetValue(key, out var open))
        {
            return open;
        }

        try
        {
            var listener = BgpListener.Start(
                key.Family,
                key.Device,
                socket => accepted(socket, key.Device),
                error => LogNotAccepting(BgpListener.Port, key.Family, key.Device, error));
            _open.Add(key, listener);
            _failed.Remove(key);
            LogListening(BgpListener.Port, key.Family, key.Device);
            return listener;
        }
        catch (SocketException refused)
        {
            NextDue = now + RetryPause;
            if (_failed.Add(key))
            {
                LogNotListening(BgpListener.Port, key.Family, key.Device, refused.Message);
            }

            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "bgp listens on port {Port} ({Family}, device '{Device}')")]
    private partial void LogListening(int port, AddressFamily family, string device);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "bgp cannot accept connections on port {Port} ({Family}, device '{Device}'): {Error}. Peers wait; it is tried "
            + "again every second")]
    private partial void LogNotAccepting(int port, AddressFamily family, string device, string error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "bgp cannot listen on port {Port} ({Family}, device '{Device}'): {Error}. Passive sessions wait; it is tried "
            + "again every 5 s. Another BGP daemon of the node may have the port: --bgp-listen never")]
    private partial void LogNotListening(int port, AddressFamily family, string device, string error);
}
