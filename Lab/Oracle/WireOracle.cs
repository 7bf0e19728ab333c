using System.Collections.Concurrent;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>
/// Watches the addresses of a cluster on the wire: captures all address resolution on the clients' switch, asks from a
/// station of its own, and has it all judged.
/// </summary>
public sealed class WireOracle : IAsyncDisposable
{
    /// <summary>Hours of questions and answers about a handful of addresses.</summary>
    private const int SeenLimit = 5_000_000;

    private readonly LabCluster _cluster;
    private readonly OracleRules _rules;
    private readonly TimeSpan _begin;
    private readonly EventLog<OracleEvent> _seen = new(SeenLimit);
    private readonly ConcurrentDictionary<IPAddress, bool> _watched = new();
    private readonly ConcurrentDictionary<int, OracleEvent.Disturbed> _disturbances = new();
    private readonly List<WireTap> _taps = [];
    private Witness? _witness;
    private int _disturbanceCount;

    private WireOracle(LabCluster cluster, OracleRules rules)
    {
        _cluster = cluster;
        _rules = rules;
        _begin = cluster.Orders.Now;
    }

    /// <summary>Starts to watch a cluster; one oracle at a time has the witness's place on the switch.</summary>
    public static async Task<WireOracle> StartAsync(LabCluster cluster, OracleRules rules, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(rules);

        var oracle = new WireOracle(cluster, rules);
        foreach (var type in (EtherType[])[EtherType.Arp, EtherType.IPv6])
        {
            oracle._taps.Add(await WireTap.OpenAsync(cluster, type, () => cluster.Orders.Now, one => oracle._seen.Add(one)));
        }

        oracle._witness = await Witness.StartAsync(await cluster.WitnessAsync(cancellationToken), rules.AskInterval);
        return oracle;
    }

    /// <summary>Judges an address from now on.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isAsked">Whether to ask for it all the time, which is what shows losers that answer, and gaps.</param>
    public void Watch(IPAddress address, bool isAsked = true)
    {
        ArgumentNullException.ThrowIfNull(address);

        _watched.TryAdd(address, true);
        if (isAsked)
        {
            _witness!.Ask(address);
        }
    }

    /// <summary>Says that something is about to be broken; the disposal says that it is mended.</summary>
    /// <param name="node">The node that it befalls; null when it is something else.</param>
    /// <param name="fault">What it is, for people.</param>
    public IDisposable Disturb(LabNode? node, string fault)
    {
        var number = Interlocked.Increment(ref _disturbanceCount);
        _disturbances[number] = new OracleEvent.Disturbed(_cluster.Orders.Now, TimeSpan.MaxValue, node?.Cable.Mac, fault);
        return new Mending(() => _disturbances[number] = _disturbances[number] with { Until = _cluster.Orders.Now });
    }

    /// <summary>A client got an answer from the Service at a watched address.</summary>
    /// <param name="timestamp">When, on the system's monotonic clock.</param>
    /// <param name="address">The address.</param>
    public void Served(long timestamp, IPAddress address) => _seen.Add(new OracleEvent.Served(_cluster.Orders.At(timestamp), address));

    /// <summary>The first answer from now on in which a node says that it has a watched address.</summary>
    public async Task AnsweredAsync(IPAddress address, LabNode by, CancellationToken cancellationToken) =>
        await NextAsync(claim => claim.Address.Equals(address) && claim.Form == ClaimForm.Answer && claim.Mac == by.Cable.Mac, cancellationToken);

    /// <summary>The first claim from now on that is wanted.</summary>
    public async Task<OracleEvent.Claim> NextAsync(Func<OracleEvent.Claim, bool> wanted, CancellationToken cancellationToken) =>
        (OracleEvent.Claim)await NextEventAsync(one => one is OracleEvent.Claim claim && wanted(claim), cancellationToken);

    /// <summary>The first that is seen from now on and is wanted.</summary>
    public Task<OracleEvent> NextEventAsync(Func<OracleEvent, bool> wanted, CancellationToken cancellationToken) =>
        _seen.NextAsync(wanted, cancellationToken);

    /// <summary>Judges what was seen until now.</summary>
    public OracleVerdict Judge()
    {
        var now = _cluster.Orders.Now;
        return OracleJudge.Judge(
            [.. _cluster.Orders.Said.Concat(_seen.Events).Where(IsWatched), .. _disturbances.Values], _begin, now, _witness?.Mac, _rules);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tap in _taps)
        {
            await tap.DisposeAsync();
        }

        if (_witness is not null)
        {
            await _witness.DisposeAsync();
        }
    }

    private bool IsWatched(OracleEvent one) => OracleJudge.AddressOf(one) is { } address && _watched.ContainsKey(address);

    private sealed class Mending(Action mend) : IDisposable
    {
        public void Dispose() => mend();
    }
}
