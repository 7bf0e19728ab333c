using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Bgp;

/// <summary>
/// Reads off a switch what speakers tell a router about IPv4 prefixes, and keeps for each speaker what it has told: an announcement
/// of what is announced already, and a withdrawal of what is not, were for nothing.
/// </summary>
/// <remarks>Right as long as a prefix's attributes do not change while it is announced.</remarks>
internal sealed class RouteTap : IDisposable
{
    private static readonly BgpSessionTerms Terms = new(IsInternal: false, HasFourOctetAS: true, HasExtendedMessages: true);

    private readonly Lock _gate = new();
    private readonly ImmutableDictionary<uint, Speaker> _speakers;
    private readonly List<Waiter> _waiters = [];
    private TcpTap? _tap;
    private int _updates;
    private int _strays;

    private RouteTap(IEnumerable<IPAddress> speakers) => _speakers = speakers.ToImmutableDictionary(
        address => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()), _ => new Speaker());

    /// <summary>UPDATEs of all speakers.</summary>
    public int Updates => Volatile.Read(ref _updates);

    /// <summary>Prefixes that were announced again, or withdrawn although they were not announced.</summary>
    public int Strays => Volatile.Read(ref _strays);

    /// <summary>Whether the tap has lost something: then nothing that it says is certain.</summary>
    public bool HasGap => _speakers.Values.Any(speaker => speaker.Stream.HasGap);

    /// <summary>Listens on the switch; what speakers told before is not known.</summary>
    public static async Task<RouteTap> OpenAsync(LabSwitch @switch, IEnumerable<IPAddress> speakers, TimeProvider clock)
    {
        var made = new RouteTap(speakers);
        made._tap = await TcpTap.OpenAsync(@switch.Namespace, LabSwitch.Bridge, made.Take, clock);
        return made;
    }

    /// <summary>Waits until every speaker has a prefix announced.</summary>
    /// <returns>When the last of them announced it.</returns>
    public Task<long> AnnouncedAsync(BgpPrefix prefix, CancellationToken cancellationToken) => WaitAsync(
        () => _speakers.Values.All(speaker => speaker.Announced.ContainsKey(prefix))
            ? _speakers.Values.Max(speaker => speaker.Announced[prefix])
            : null,
        cancellationToken);

    /// <summary>Waits until every speaker has withdrawn a prefix.</summary>
    public Task WithdrawnAsync(BgpPrefix prefix, CancellationToken cancellationToken) => WaitAsync(
        () => _speakers.Values.Any(speaker => speaker.Announced.ContainsKey(prefix)) ? null : 0, cancellationToken);

    /// <summary>Waits until every speaker has so many prefixes announced.</summary>
    public Task HoldsAsync(int count, CancellationToken cancellationToken) => WaitAsync(
        () => _speakers.Values.All(speaker => speaker.Announced.Count == count) ? 0 : null, cancellationToken);

    public void Dispose() => _tap?.Dispose();

    private void Take(TcpSegment segment, ReadOnlySpan<byte> payload, long at)
    {
        if (!_speakers.TryGetValue(segment.Source, out var speaker))
        {
            return;
        }

        lock (_gate)
        {
            if (segment.IsFirst)
            {
                // Another session knows nothing of what the last one told.
                speaker.Announced.Clear();
            }

            speaker.Stream.Take(segment, payload, (header, body) =>
            {
                if (header.Type == BgpMessageType.Update)
                {
                    Take(speaker, BgpUpdateReader.Read(body, Terms), at);
                }
            });
            foreach (var waiter in _waiters.ToList())
            {
                waiter.Try(_waiters);
            }
        }
    }

    private void Take(Speaker speaker, BgpUpdate update, long at)
    {
        _updates++;
        _strays += update.Withdrawn.Count(prefix => !speaker.Announced.Remove(prefix));

        foreach (var prefix in update.Announced)
        {
            if (!speaker.Announced.TryAdd(prefix, at))
            {
                _strays++;
            }
        }
    }

    private Task<long> WaitAsync(Func<long?> reached, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(reached);
        lock (_gate)
        {
            _waiters.Add(waiter);
            waiter.Try(_waiters);
        }

        return waiter.Found.Task.WaitAsync(cancellationToken);
    }

    private sealed class Speaker
    {
        public BgpStream Stream { get; } = new();

        public Dictionary<BgpPrefix, long> Announced { get; } = [];
    }

    private sealed record Waiter(Func<long?> Reached)
    {
        public TaskCompletionSource<long> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Try(List<Waiter> waiters)
        {
            if (Reached() is { } answer)
            {
                waiters.Remove(this);
                Found.TrySetResult(answer);
            }
        }
    }
}
