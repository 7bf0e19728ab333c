using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Hosting;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

// Unnumbered sessions (B-050): both ends advertise themselves as routers, and each takes the other's link-local address from that.
internal sealed partial class BgpSpeaker
{
    // The first few a second apart, so that a link that has just come up is found at once; then as often as FRR does it.
    private const int FirstRounds = 5;
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, RouterWatch> _routers = new(StringComparer.Ordinal);
    private TimeSpan? _routersDue;

    private void UpdateRouters(TimeSpan now)
    {
        var wanted = _peers.Values
            .Where(peer => peer.Order.IsUnnumbered)
            .Select(peer => peer.Order.Interface)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var name in _routers.Keys.Where(name => !wanted.Contains(name)).ToList())
        {
            _routers[name].Channel?.Dispose();
            _routers.Remove(name);
        }

        foreach (var name in wanted)
        {
            if (_routers.TryAdd(name, new RouterWatch { DueAt = now }))
            {
                _routersDue = now;
            }
        }

        TickRouters(now);
    }

    private void InterfacesChanged(TimeSpan now)
    {
        foreach (var (name, watch) in _routers)
        {
            var link = _addresses.Find(name);
            if (watch.Channel is { } channel && link?.Index != channel.Link.Index)
            {
                channel.Dispose();
                watch.Channel = null;
            }

            if (watch.Channel is null && link is not null)
            {
                (watch.DueAt, watch.Rounds) = (now, 0);
                _routersDue = now;
            }
        }
    }

    private void TickRouters(TimeSpan now)
    {
        if (_routersDue is null || _routersDue > now)
        {
            return;
        }

        _routersDue = null;
        foreach (var (name, watch) in _routers)
        {
            if (watch.DueAt <= now)
            {
                Advertise(name, watch);
                watch.DueAt = now + (watch.Rounds < FirstRounds ? FirstInterval : Interval);
            }

            _routersDue = LoopTimer.Earliest(_routersDue, watch.DueAt);
        }
    }

    private void Advertise(string name, RouterWatch watch)
    {
        try
        {
            if (watch.Channel is null)
            {
                if (_addresses.Find(name) is not { } link)
                {
                    throw new SocketException((int)SocketError.AddressNotAvailable, "there is no such interface");
                }

                watch.Channel = RouterChannel.Open(
                    link, router => Post(new BgpSpeakerEvent.RouterHeard(link.Index, router)));
            }

            watch.Channel.Advertise();
            if (watch.Rounds++ < FirstRounds)
            {
                watch.Channel.Solicit();
            }

            watch.Failure = "";
        }
        catch (SocketException failed)
        {
            if (!string.Equals(watch.Failure, failed.Message, StringComparison.Ordinal))
            {
                watch.Failure = failed.Message;
                Tell(name, failed.Message);
            }
        }
    }

    private void Tell(string name, string failure)
    {
        foreach (var peer in _peers.Values.Where(peer => IsOn(peer, name)))
        {
            peer.Status = peer.Status with { Reason = $"no router advertisements on {name}: {failure}" };
            LogNoRouters(peer.Order.Name, name, failure);
        }

        _changed();
    }

    private void RouterHeard(int index, IPv6Address router, TimeSpan now)
    {
        foreach (var peer in _peers.Values
            .Where(peer => peer.Order.IsUnnumbered && _addresses.Find(peer.Order.Interface)?.Index == index)
            .ToList())
        {
            var octets = new byte[IPv6Address.Length];
            router.Write(octets);
            var found = new IPAddress(octets, index);
            if (found.Equals(peer.Remote) || peer.Session.State == BgpState.Established)
            {
                continue;
            }

            var isFirst = peer.Remote is null;
            peer.Remote = found;
            peer.Status = peer.Status with { Remote = found };
            LogFound(peer.Order.Name, peer.Order.Interface, router);
            _listeners.Update(_peers.Values, now);
            if (isFirst)
            {
                // The peer may have missed what was sent before it listened.
                Advertise(peer.Order.Interface, _routers[peer.Order.Interface]);
                Begin(peer, now);
            }
        }
    }

    private void CloseRouters()
    {
        foreach (var watch in _routers.Values)
        {
            watch.Channel?.Dispose();
        }
    }

    private static bool IsOn(BgpPeerHost peer, string name) =>
        peer.Order.IsUnnumbered && string.Equals(peer.Order.Interface, name, StringComparison.Ordinal);

    private sealed class RouterWatch
    {
        public RouterChannel? Channel { get; set; }

        public TimeSpan DueAt { get; set; }

        public int Rounds { get; set; }

        public string Failure { get; set; } = "";
    }
}
