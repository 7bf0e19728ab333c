using MetalOrleans.Silo.Controllers;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Controllers;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_key_added_while_its_pass_runs_is_passed_over_once_more()
    {
        var queue = new WorkQueue<string>(TimeProvider.System);
        var entered = new SemaphoreSlim(0);
        var leave = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        var passes = 0;
        var running = queue.RunAsync(4, PassAsync, stop.Token);

        queue.Add("a");
        Assert.True(await entered.WaitAsync(Patience));
        queue.Add("a");
        queue.Add("a");
        leave.Release(2);
        await queue.WhenIdleAsync().WaitAsync(Patience);

        Assert.Equal(2, passes);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        async Task<bool> PassAsync(string key, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref passes);
            entered.Release();
            await leave.WaitAsync(cancellationToken);
            return true;
        }
    }

    [Fact]
    public async Task A_key_never_runs_twice_at_a_time()
    {
        var queue = new WorkQueue<int>(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var running = new int[8];
        var overlaps = 0;
        var passes = 0;
        var working = queue.RunAsync(8, PassAsync, stop.Token);

        for (var i = 0; i < 10_000; i++)
        {
            queue.Add(i % running.Length);
            if (i % 100 == 0)
            {
                await Task.Yield();
            }
        }

        await queue.WhenIdleAsync().WaitAsync(Patience);

        Assert.Equal(0, overlaps);
        Assert.True(passes >= running.Length, $"{passes} passes over {running.Length} keys");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);

        async Task<bool> PassAsync(int key, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref passes);
            if (Interlocked.Increment(ref running[key]) != 1)
            {
                Interlocked.Increment(ref overlaps);
            }

            await Task.Yield();
            Interlocked.Decrement(ref running[key]);
            return true;
        }
    }

    [Fact]
    public async Task A_failed_key_comes_back_after_a_growing_back_off()
    {
        var time = new ManualTimeProvider();
        var queue = new WorkQueue<string>(time);
        using var stop = new CancellationTokenSource();
        var passed = new SemaphoreSlim(0);
        var working = queue.RunAsync(
            1,
            (_, _) =>
            {
                passed.Release();
                return Task.FromResult(false);
            },
            stop.Token);

        queue.Add("a");
        foreach (var delay in new[] { 5, 10, 20, 40 })
        {
            Assert.True(await passed.WaitAsync(Patience));
            await queue.WhenIdleAsync().WaitAsync(Patience);
            time.Advance(TimeSpan.FromMilliseconds(delay - 1));
            Assert.Equal(0, passed.CurrentCount);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(await passed.WaitAsync(Patience));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
    }
}
