using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bfd;

/// <summary>All sessions of a system: which of them a packet is for, and which wants attention next.</summary>
/// <remarks>
/// A machine without clock or I/O, owned by one caller. Only adding and removing allocate. The cost of a packet grows with
/// the logarithm of the number of sessions.
/// </remarks>
/// <typeparam name="THost">What the host keeps of a session.</typeparam>
public sealed class BfdSessionTable<THost>
{
    private readonly Dictionary<uint, BfdEntry<THost>> _byDiscriminator = [];
    private readonly Dictionary<IPAddressValue, List<BfdEntry<THost>>> _byRemote = [];
    private readonly Random _random;

    // A binary heap by the time when a session is due: the entry at i is due no later than those at 2i + 1 and 2i + 2.
    private readonly List<BfdEntry<THost>> _heap = [];

    /// <summary>A table without sessions.</summary>
    /// <param name="random">For discriminators, echo tokens and jitter.</param>
    public BfdSessionTable(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _random = random;
    }

    /// <summary>How many sessions there are.</summary>
    public int Count => _heap.Count;

    /// <summary>When the next session is due; <see cref="BfdSession.Never"/> for never.</summary>
    public TimeSpan NextDue => _heap.Count == 0 ? BfdSession.Never : _heap[0].Session.NextDue;

    /// <summary>The sessions, in no order.</summary>
    public IReadOnlyList<BfdEntry<THost>> Entries => _heap;

    /// <summary>Begins a session.</summary>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public BfdEntry<THost> Add(THost host, in BfdPeer peer, BfdSessionOptions options, TimeSpan now)
    {
        var session = new BfdSession(
            NewDiscriminator(), (ulong)_random.NextInt64(long.MinValue, long.MaxValue), peer.IsMultihop, options, _random, now);
        var entry = new BfdEntry<THost>(host, peer, session) { Place = _heap.Count };
        _byDiscriminator.Add(session.LocalDiscriminator, entry);
        (CollectionsMarshal.GetValueRefOrAddDefault(_byRemote, peer.Remote, out _) ??= []).Add(entry);
        _heap.Add(entry);
        Rise(entry);
        return entry;
    }

    /// <summary>Ends a session at once, without a word to the peer.</summary>
    public void Remove(BfdEntry<THost> entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Place < 0)
        {
            return;
        }

        _byDiscriminator.Remove(entry.Session.LocalDiscriminator);
        var others = _byRemote[entry.Peer.Remote];
        others.Remove(entry);
        if (others.Count == 0)
        {
            _byRemote.Remove(entry.Peer.Remote);
        }

        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != entry)
        {
            Put(last, entry.Place);
            Rise(last);
            Sink(last);
        }

        entry.Place = -1;
    }

    /// <summary>The packets of a session come another way: its interface has another index.</summary>
    /// <exception cref="ArgumentException">It is another system.</exception>
    public void Move(BfdEntry<THost> entry, in BfdPeer peer)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Peer = peer.Remote == entry.Peer.Remote
            ? peer
            : throw new ArgumentException("A session stays with its peer.", nameof(peer));
    }

    /// <summary>The session with a discriminator of this system; null for none.</summary>
    public BfdEntry<THost>? Find(uint discriminator) => _byDiscriminator.GetValueOrDefault(discriminator);

    /// <summary>The session that a packet belongs to that names none, by how it came; null for none.</summary>
    public BfdEntry<THost>? Find(in BfdArrival arrival)
    {
        BfdEntry<THost>? found = null;
        if (_byRemote.TryGetValue(arrival.Remote, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                // One for this very interface goes before one for any.
                if (candidate.Peer.Sends(arrival) && (found is null || candidate.Peer.Interface != 0))
                {
                    found = candidate;
                }
            }
        }

        return found;
    }

    /// <summary>Takes in a datagram of a peer.</summary>
    /// <param name="octets">Its payload.</param>
    /// <param name="arrival">How it came.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">Gets what is to be done for the session.</param>
    /// <param name="entry">The session that the packet is for; null when none can be told.</param>
    /// <returns>Why the packet was discarded, or that it was not.</returns>
    public BfdPacketError Receive(
        ReadOnlySpan<byte> octets,
        in BfdArrival arrival,
        TimeSpan now,
        ref BfdActionList actions,
        out BfdEntry<THost>? entry)
    {
        entry = null;
        if (!arrival.IsMultihop && arrival.Ttl != BfdEncapsulation.Ttl)
        {
            return BfdPacketError.BadTtl;
        }

        if (!BfdControlPacket.TryDecode(octets, out var packet, out var error))
        {
            return error;
        }

        error = Select(packet, arrival, out entry);
        if (error != BfdPacketError.None)
        {
            return error;
        }

        if (arrival.IsMultihop && arrival.Ttl < entry!.Session.Options.MinimumTtl)
        {
            return BfdPacketError.BadTtl;
        }

        error = entry!.Session.State == BfdState.AdminDown ? BfdPacketError.AdminDown : BfdPacketError.None;
        Handle(entry, BfdEvent.Received(packet), now, ref actions);
        return error;
    }

    /// <summary>Takes in the payload of an echo packet that came back.</summary>
    /// <returns>Whether it is one of a session here.</returns>
    public bool ReceiveEcho(
        ReadOnlySpan<byte> octets,
        byte ttl,
        TimeSpan now,
        ref BfdActionList actions,
        [NotNullWhen(true)] out BfdEntry<THost>? entry)
    {
        entry = null;
        if (ttl != BfdEncapsulation.EchoTtl
            || !BfdEchoPacket.TryDecode(octets, out var echo)
            || !_byDiscriminator.TryGetValue(echo.Discriminator, out entry))
        {
            return false;
        }

        Handle(entry, BfdEvent.Returned(echo), now, ref actions);
        return true;
    }

    /// <summary>Something happens to a session.</summary>
    public void Handle(BfdEntry<THost> entry, in BfdEvent happened, TimeSpan now, ref BfdActionList actions)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Session.Handle(happened, now, ref actions);
        if (entry.Place >= 0)
        {
            Rise(entry);
            Sink(entry);
        }
    }

    /// <summary>Ticks the session that has been due for longest.</summary>
    /// <returns>False when none is due.</returns>
    public bool TryTick(TimeSpan now, ref BfdActionList actions, [NotNullWhen(true)] out BfdEntry<THost>? entry)
    {
        if (NextDue > now)
        {
            entry = null;
            return false;
        }

        entry = _heap[0];
        Handle(entry, BfdEvent.Ticked, now, ref actions);
        return true;
    }

    // RFC 5880 §6.8.6: by the discriminator, or, while the peer does not know it, by what RFC 5881 and RFC 5883 say.
    private BfdPacketError Select(in BfdControlPacket packet, in BfdArrival arrival, out BfdEntry<THost>? entry)
    {
        if (packet.YourDiscriminator != 0)
        {
            return !_byDiscriminator.TryGetValue(packet.YourDiscriminator, out entry) ? BfdPacketError.UnknownSession
                : entry.Peer.Sends(arrival) ? BfdPacketError.None
                : BfdPacketError.WrongPeer;
        }

        entry = Find(arrival);
        return entry is null ? BfdPacketError.UnknownSession : BfdPacketError.None;
    }

    private uint NewDiscriminator()
    {
        while (true)
        {
            var discriminator = (uint)_random.NextInt64(1, (long)uint.MaxValue + 1);
            if (!_byDiscriminator.ContainsKey(discriminator))
            {
                return discriminator;
            }
        }
    }

    private void Rise(BfdEntry<THost> entry)
    {
        var due = entry.Session.NextDue;
        while (entry.Place > 0 && _heap[(entry.Place - 1) / 2] is var parent && parent.Session.NextDue > due)
        {
            Swap(parent, entry);
        }
    }

    private void Sink(BfdEntry<THost> entry)
    {
        var due = entry.Session.NextDue;
        while ((2 * entry.Place) + 1 is var left && left < _heap.Count)
        {
            var earlier = left + 1 < _heap.Count && _heap[left + 1].Session.NextDue < _heap[left].Session.NextDue
                ? _heap[left + 1]
                : _heap[left];
            if (earlier.Session.NextDue >= due)
            {
                return;
            }

            Swap(entry, earlier);
        }
    }

    private void Swap(BfdEntry<THost> upper, BfdEntry<THost> lower)
    {
        var place = lower.Place;
        Put(lower, upper.Place);
        Put(upper, place);
    }

    private void Put(BfdEntry<THost> entry, int place)
    {
        _heap[place] = entry;
        entry.Place = place;
    }
}
