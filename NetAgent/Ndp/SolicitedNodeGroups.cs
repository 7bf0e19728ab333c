using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Protocols.Addressing;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Ndp;

/// <summary>
/// Membership of one interface in the solicited-node groups of the addresses it answers for, counted by group: addresses
/// with the same last 24 bits share one (L-080, Q-5). Owned by the agent's loop.
/// </summary>
/// <remarks>
/// Membership makes the network card let the group's frames through, and the kernel tell switches that snoop multicast (MLD),
/// again when the carrier or the interface returns. It is held by ordinary sockets that are never read. The kernel limits the
/// memory for one socket's memberships (<c>net.core.optmem_max</c>, in 20 KiB some hundreds), so there are as many as needed.
/// </remarks>
internal sealed partial class SolicitedNodeGroups(ResponderInterface on, ILogger logger) : IDisposable
{
    private readonly Dictionary<IPv6Address, Membership> _memberships = [];
    private readonly HashSet<IPv6Address> _missing = [];
    private readonly List<Socket> _sockets = [];
    private readonly ILogger _logger = logger;

    /// <summary>How many groups the interface is a member of.</summary>
    public int Count => _memberships.Count - _missing.Count;

    /// <summary>The interface answers for one address more.</summary>
    public void Join(IPv6Address address)
    {
        var group = address.SolicitedNodeGroup;
        if (_memberships.TryGetValue(group, out var membership))
        {
            _memberships[group] = membership with { Addresses = membership.Addresses + 1 };
            return;
        }

        _memberships.Add(group, new Membership(1, TryJoin(group)));
    }

    /// <summary>The interface answers for one address less.</summary>
    public void Leave(IPv6Address address)
    {
        var group = address.SolicitedNodeGroup;
        var membership = _memberships[group];
        if (membership.Addresses > 1)
        {
            _memberships[group] = membership with { Addresses = membership.Addresses - 1 };
            return;
        }

        _memberships.Remove(group);
        _missing.Remove(group);
        TryLeave(group, membership.Socket);
    }

    /// <summary>Tries again to join what could not be joined.</summary>
    public void JoinMissing()
    {
        if (_missing.Count == 0)
        {
            return;
        }

        IPv6Address[] missing = [.. _missing];
        _missing.Clear();
        foreach (var group in missing)
        {
            _memberships[group] = _memberships[group] with { Socket = TryJoin(group) };
        }
    }

    /// <summary>Leaves every group.</summary>
    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private Socket? TryJoin(IPv6Address group)
    {
        if (_sockets.Count > 0 && Add(_sockets[^1], group) == SocketError.Success)
        {
            return _sockets[^1];
        }

        // The last socket is full, or there is none.
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        var error = Add(socket, group);
        if (error != SocketError.Success)
        {
            socket.Dispose();
            _missing.Add(group);
            LogNotJoined(group, on.Name, error);
            return null;
        }

        _sockets.Add(socket);
        return socket;
    }

    private SocketError Add(Socket socket, IPv6Address group)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, Option(group));
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }

    private void TryLeave(IPv6Address group, Socket? socket)
    {
        try
        {
            socket?.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.DropMembership, Option(group));
        }
        catch (SocketException)
        {
            // The interface is gone, and its memberships with it.
        }
    }

    private IPv6MulticastOption Option(IPv6Address group)
    {
        Span<byte> octets = stackalloc byte[IPv6Address.Length];
        group.Write(octets);
        return new IPv6MulticastOption(new IPAddress(octets), on.Index);
    }

    private readonly record struct Membership(int Addresses, Socket? Socket);
}
