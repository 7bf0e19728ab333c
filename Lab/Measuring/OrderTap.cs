using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Traffic;

namespace MetalOrleans.Lab.Measuring;

/// <summary>
/// Hears when the silo tells agents something. The link is encrypted: an order is told from the heartbeats by its length, which is that
/// of no heartbeat that was heard while nothing happened.
/// </summary>
internal sealed class OrderTap : IDisposable
{
    // A heartbeat has numbers of varying length; an order has a prefix and the names of peers, which are longer by more than this.
    private const int Tolerance = 4;

    private readonly EventLog<Delivery> _deliveries = new(20_000);
    private readonly List<TcpTap> _taps = [];

    /// <summary>Listens where each node is connected to the silo's network.</summary>
    public static async Task<OrderTap> OpenAsync(LabCluster cluster, TimeProvider clock)
    {
        var made = new OrderTap();
        foreach (var node in cluster.Nodes)
        {
            made._taps.Add(await TcpTap.OpenAsync(
                node.Machine,
                node.ControlCable.Interface,
                (segment, payload, at) =>
                {
                    if (segment.SourcePort == LabCluster.AgentPort && !payload.IsEmpty)
                    {
                        made._deliveries.Add(new Delivery(node.Name, payload.Length, at));
                    }
                },
                clock));
        }

        return made;
    }

    /// <summary>The longest that was told between two moments in which nothing happened.</summary>
    public int LongestBetween(long from, long to) =>
        _deliveries.Events.Where(delivery => delivery.At >= from && delivery.At < to).Select(delivery => delivery.Length).DefaultIfEmpty().Max();

    /// <summary>Waits for the first order to a node after a moment.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="since">The moment.</param>
    /// <param name="heartbeatLength">The length of what is no order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When it arrived at the node.</returns>
    public async Task<long> OrderAsync(string node, long since, int heartbeatLength, CancellationToken cancellationToken) =>
        (await _deliveries.FirstAsync(
            delivery => delivery.Node == node && delivery.At >= since && delivery.Length > heartbeatLength + Tolerance,
            cancellationToken)).At;

    public void Dispose() => _taps.ForEach(tap => tap.Dispose());

    private sealed record Delivery(string Node, int Length, long At);
}
