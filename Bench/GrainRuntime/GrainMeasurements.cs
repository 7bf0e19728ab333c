using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace MetalOrleans.Bench.GrainRuntime;

/// <summary>Measures whichever grain runtime the build has: calls, activations, memory. Prints one table.</summary>
internal static class GrainMeasurements
{
    private const int Rounds = 4;
    private const int Calls = 1_000_000;
    private const int Grains = 1_000;
    private const int Activations = 100_000;

    private static readonly TimeProvider s_time = TimeProvider.System;

    public static async Task<int> RunAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        using var host = builder.Build();
        await host.StartAsync();
        var factory = host.Services.GetRequiredService<IGrainFactory>();

        Console.WriteLine($"{"measure",-52} {"calls/s",12} {"ns/call",9} {"CPU ns",9} {"B/call",8}");
        for (var round = 0; round < Rounds; round++)
        {
            Console.WriteLine(round == 0 ? "round 0 (warm-up)" : $"round {round}");
            await MeasureAsync("sequential, from outside", Calls, () => SequentialAsync(factory));
            await MeasureAsync("sequential, grain to grain", Calls, () =>
                factory.GetGrain<IPingGrain>(1).PingOtherAsync(2, Calls));
            await MeasureAsync("1,000 grains concurrently, from outside", Calls, () => ConcurrentAsync(factory));
            await MeasureAsync("1,000 grains concurrently, grain to grain", Calls, () => GrainsToGrainsAsync(factory));
        }

        for (var batch = 0; batch < 3; batch++)
        {
            await MeasureActivationsAsync(factory, batch);
        }

        await host.StopAsync();
        return 0;
    }

    private static async Task SequentialAsync(IGrainFactory factory)
    {
        var grain = factory.GetGrain<IPingGrain>(1);
        for (var call = 0; call < Calls; call++)
        {
            await grain.PingAsync(call);
        }
    }

    private static Task ConcurrentAsync(IGrainFactory factory) =>
        Task.WhenAll(Enumerable.Range(0, Grains).Select(key => Task.Run(async () =>
        {
            var grain = factory.GetGrain<IPingGrain>(key);
            for (var call = 0; call < Calls / Grains; call++)
            {
                await grain.PingAsync(call);
            }
        })));

    private static Task GrainsToGrainsAsync(IGrainFactory factory) =>
        Task.WhenAll(Enumerable.Range(0, Grains).Select(key =>
            factory.GetGrain<IPingGrain>(key).PingOtherAsync(key + Grains, Calls / Grains)));

    private static async Task MeasureAsync(string name, int count, Func<Task> work)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var started = s_time.GetTimestamp();
        await work();
        var elapsed = s_time.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        var bytes = (double)(GC.GetTotalAllocatedBytes() - allocated) / count;
        Console.WriteLine(
            $"{name,-52} {count / elapsed.TotalSeconds,12:N0} {elapsed.TotalNanoseconds / count,9:N0} "
            + $"{cpu.TotalNanoseconds / count,9:N0} {bytes,8:N0}");
    }

    private static async Task MeasureActivationsAsync(IGrainFactory factory, int batch)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var first = 1_000_000L + (batch * Activations);
        await MeasureAsync($"activations, 256 in flight, batch {batch}", Activations, () =>
            Parallel.ForEachAsync(
                Enumerable.Range(0, Activations),
                new ParallelOptions { MaxDegreeOfParallelism = 256 },
                async (key, _) => await factory.GetGrain<IPingGrain>(first + key).PingAsync(key)));
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"{"idle activation, managed heap",-52} {(after - before) / (double)Activations,12:N0} B");
    }
}
