namespace MetalOrleans.Protocols.Bgp.Session;

public sealed partial class BgpSession
{
    /// <summary><see cref="Routes"/> was changed.</summary>
    public IReadOnlyList<BgpAction> RoutesChanged()
    {
        _actions.Clear();
        if (_established is not null)
        {
            WantIfPending(_established);
        }

        return _actions;
    }

    /// <summary>
    /// Writes messages that are due, as many as there is room for. A call says too that the socket has taken all that was drained
    /// before (RFC 9687), so the host writes everything before it calls again, and calls until nothing is left.
    /// </summary>
    /// <param name="connection">The connection; for one that is closed there is nothing.</param>
    /// <param name="octets">Room of at least <see cref="DrainLengthMin"/> octets.</param>
    /// <param name="now">The time.</param>
    /// <returns>Octets written, always whole messages; 0 when nothing is due.</returns>
    public int Drain(BgpConnection connection, Span<byte> octets, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, DrainLengthMin, nameof(octets));
        var length = connection.State == BgpState.Idle ? 0 : Write(connection, octets, now);
        connection.UnsentSince = length > 0 ? now : null;
        connection.IsDraining = length > 0;
        Expect();
        return length;
    }

    private int Write(BgpConnection connection, Span<byte> octets, TimeSpan now)
    {
        var length = 0;
        if (connection.OwesOpen)
        {
            connection.OwesOpen = false;
            length += connection.OwnOpen!.Encode(octets);
            Counters.OpensSent++;
        }

        if (connection.OwesKeepalive)
        {
            connection.OwesKeepalive = false;
            length += BgpHeader.WriteKeepalive(octets[length..]);
            Counters.KeepalivesSent++;
        }

        if (connection != _established)
        {
            return length;
        }

        var longest = connection.Agreement!.Terms.MessageLengthMax;
        var before = Counters.UpdatesSent;
        while (octets.Length - length >= longest && Routes.WriteNext(octets[length..], out var type) is > 0 and var written)
        {
            length += written;
            Counters.UpdatesSent += type == BgpMessageType.Update ? 1 : 0;
            Counters.RefreshesSent += type == BgpMessageType.RouteRefresh ? 1 : 0;
        }

        if (Counters.UpdatesSent > before)
        {
            // RFC 4271 §8.2.2, Established: an UPDATE says that we are alive as well as a KEEPALIVE does.
            ScheduleKeepalive(connection, now);
        }

        return length;
    }

    private void WantIfPending(BgpConnection connection)
    {
        if (Routes.IsPending)
        {
            Want(connection);
        }
    }

    private void Want(BgpConnection connection)
    {
        if (!connection.IsDraining)
        {
            connection.IsDraining = true;
            _actions.Add(connection.SendAction);
        }
    }
}
