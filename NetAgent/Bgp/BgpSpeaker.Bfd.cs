using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

// Sessions whose path BFD watches (B-047): when it fails they end at once, and not when the Hold Time has passed.
internal sealed partial class BgpSpeaker
{
    private void WatchPath(BgpPeerHost peer)
    {
        if (_bfd is null || peer.Order.Bfd is not { } order || peer.Remote is not { } remote)
        {
            UnwatchPath(peer);
            return;
        }

        var key = KeyOf(peer.Order, IPAddressValue.From(remote));
        try
        {
            if (peer.Path is { } path && path.Key == key)
            {
                path.Change(OptionsOf(order));
                return;
            }

            UnwatchPath(peer);
            peer.Path = _bfd.Acquire(
                key, OptionsOf(order), status => Post(new BgpSpeakerEvent.PathTold(peer, key, status)));
            peer.PathStatus = peer.Path.Status;
        }
        catch (ArgumentException refused)
        {
            UnwatchPath(peer);
            LogRefused(peer.Order.Name, "BFD: " + refused.Message);
        }
    }

    private static void UnwatchPath(BgpPeerHost peer)
    {
        peer.Path?.Dispose();
        peer.Path = null;
        peer.PathStatus = null;
    }

    private void PathTold(BgpPeerHost peer, BfdSessionKey key, BfdSessionStatus status, TimeSpan now)
    {
        if (peer.Path?.Key != key)
        {
            // It was said before the order changed.
            return;
        }

        var before = peer.PathStatus;
        peer.PathStatus = status;
        if (before?.State != status.State)
        {
            LogPath(peer.Order.Name, before?.State ?? BfdState.Down, status.State, status.Reason);
        }

        if (status.IsFailure)
        {
            Execute(peer, peer.Session.Handle(new BgpEvent.PathDown(status.Reason), now), now);
        }

        _changed();
    }

    private BfdSessionKey KeyOf(BgpPeerOrder order, IPAddressValue remote) => new(
        remote,
        order.SourceAddress is { } source ? IPAddressValue.From(source) : null,
        order.Interface,
        order.Vrf,
        IsMultihop: !order.HasGtsm && (order.IsMultihop || (BgpSettings.IsInternal(order) && !_addresses.IsOnLink(remote) && !order.IsUnnumbered)));

    private static BfdSessionOptions OptionsOf(BgpBfdOrder order)
    {
        var defaults = BfdSessionOptions.Default;
        var echo = TimeSpan.FromMilliseconds(order.EchoMilliseconds);
        return new BfdSessionOptions
        {
            TransmitInterval = Milliseconds(order.TransmitMilliseconds, defaults.TransmitInterval),
            ReceiveInterval = Milliseconds(order.ReceiveMilliseconds, defaults.ReceiveInterval),
            DetectMultiplier = order.DetectMultiplier == 0 ? defaults.DetectMultiplier : (int)order.DetectMultiplier,
            EchoInterval = echo,
            EchoReceiveInterval = echo,
            IsPassive = order.IsPassive,
            MinimumTtl = order.MinimumTtl == 0 ? defaults.MinimumTtl : (int)order.MinimumTtl,
        };
    }

    private static TimeSpan Milliseconds(uint value, TimeSpan otherwise) =>
        value == 0 ? otherwise : TimeSpan.FromMilliseconds(value);
}
