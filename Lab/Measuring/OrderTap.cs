using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Traffic;

namespace MetalOrleans.Lab.Measuring;

/// <summary>
/// Hears when the silo tells agents something. The link is encrypted: an order is told from the heartbeats by its length, as there is
/// nothing shorter on the link than a heartbeat.
/// </summary>
internal sealed class OrderTap : IDisposable
{
    // The numbers in a heartbeat vary by three octets; an order has two versions, a prefix and the name of a peer, eleven octets more.
    private const int Tolerance = 8;

    private readonly EventLog<Delivery> _deliveries = new(20_000);
    private readonly List<TcpTap> _taps = [];
    private int _shortest = int.MaxValue;

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
                        InterlockedMin(ref made._shortest, payload.Length);
                        made._deliveries.Add(new Delivery(node.Name, payload.Length, at));
                    }
                },
                clock));
        }

        return made;
    }

    /// <summary>Waits until heartbeats were heard.</summary>
    public Task HeardAsync(CancellationToken cancellationToken) => _deliveries.FirstAsync(_ => true, cancellationToken);

    /// <summary>Waits for the first order to a node after a moment.</summary>
    /// <returns>When it arrived at the node.</returns>
    public async Task<long> OrderAsync(string node, long since, CancellationToken cancellationToken) =>
        (await _deliveries.FirstAsync(
            delivery => delivery.Node == node && delivery.At >= since && delivery.Length > Volatile.Read(ref _shortest) + Tolerance,
            cancellationToken)).At;

    public void Dispose() => _taps.ForEach(tap => tap.Dispose());

    private static void InterlockedMin(ref int shortest, int length)
    {
        for (int before; (before = Volatile.Read(ref shortest)) > length;)
        {
            Interlocked.CompareExchange(ref shortest, length, before);
        }
    }

    private sealed record Delivery(string Node, int Length, long At);
}
