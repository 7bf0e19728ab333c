using System.Runtime;
using MetalOrleans.Agent.Contracts.Processes;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>Gives back to the node the memory that only taking in many orders needed, once the neighbours have been told.</summary>
/// <remarks>
/// The heap that thousands of orders went through has several times the size of what is kept of them, and an agent at rest
/// allocates too little for the collector to find out by itself.
/// </remarks>
/// <param name="time">The clock of the pause.</param>
internal sealed class SpareMemory(TimeProvider time) : IDisposable
{
    // Below it there is nothing worth stopping the responders for: it takes some 10 ms.
    private const int ManyOrders = 1000;

    // By then the rounds of ten thousand addresses have left, and the counters after them are reported.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(12);

    private readonly ITimer _timer = time.CreateTimer(
        _ => GiveBack(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private int _orders;

    /// <summary>Some orders came or ended. Called by the agent's loop.</summary>
    public void Changed(int orders)
    {
        _orders += orders;
        if (_orders >= ManyOrders)
        {
            _orders = 0;
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ColdPages.Release();
    }
}
