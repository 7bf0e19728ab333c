using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Bench.Allocation;

/// <summary>
/// Allocations per second in a /16 pool at several fillings, beside the same pool empty: the cost must not grow with the
/// number of addresses that are held.
/// </summary>
internal static class AllocationMeasurements
{
    private const int Operations = 200_000;
    private const int Rounds = 3;

    private static readonly TimeProvider s_time = TimeProvider.System;

    public static int Run()
    {
        Console.WriteLine($"{"a /16 pool",-44} {"allocations/s",14} {"ns each",9} {"B each",8} {"to empty",9}");
        foreach (var isShared in new[] { false, true })
        {
            double empty = 0;
            foreach (var share in new[] { 0, 50, 99 })
            {
                var (perSecond, bytes) = Measure(share, isShared);
                empty = share == 0 ? perSecond : empty;
                Console.WriteLine(
                    $"{$"{share} % full, {(isShared ? "four Services an address" : "one Service an address")}",-44} {perSecond,14:N0} "
                    + $"{1e9 / perSecond,9:N0} {bytes,8:N0} {empty / perSecond,9:F2}");
            }
        }

        return 0;
    }

    /// <summary>The best round of allocate-and-release pairs, counted as one allocation each.</summary>
    private static (double PerSecond, double Bytes) Measure(int percent, bool isShared)
    {
        var pool = new AddressPool { Name = "bench", Ranges = [AddressRange.Parse("10.64.0.0/16").Range!] };
        var ledger = Fill(pool, percent * 65_536 / 100, isShared);
        var best = (PerSecond: 0.0, Bytes: 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = s_time.GetTimestamp();
            for (var number = 0; number < Operations; number++)
            {
                var request = Request(number, isShared);
                (_, var next) = ledger.Allocate(pool, request);
                ledger = next.Release(request.Service);
            }

            var perSecond = Operations / s_time.GetElapsedTime(started).TotalSeconds;
            if (perSecond > best.PerSecond)
            {
                best = (perSecond, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Operations);
            }
        }

        return best;
    }

    private static PoolLedger Fill(AddressPool pool, int addresses, bool isShared)
    {
        var ledger = PoolLedger.Empty;
        var services = isShared ? addresses * 4 : addresses;
        for (var number = 0; number < services; number++)
        {
            (_, ledger) = ledger.Allocate(pool, Request(-1 - number, isShared));
        }

        return ledger;
    }

    /// <summary>Shared: four neighbours have one key and different ports, so that they end up on one address.</summary>
    private static AllocationRequest Request(int number, bool isShared) => new()
    {
        Service = new ServiceKey("bench", $"service-{number}"),
        Families = [IPFamily.IPv4],
        Ports = [new ServicePort("TCP", isShared ? 80 + (number & 3) : 80)],
        SharingKey = isShared ? $"group-{number >> 2}" : "",
    };
}
