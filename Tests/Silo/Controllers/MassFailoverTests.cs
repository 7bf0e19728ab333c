using System.Collections.Concurrent;
using System.Net.WebSockets;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;
using Body = MetalOrleans.Agent.Contracts.SiloMessage.BodyOneofCase;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>A node that announces everything dies: the silo's share of moving it all.</summary>
public sealed class MassFailoverTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Count = 2000;

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;

    // Thousands of events and statuses are still on their way when the test ends: that they are not written is no news.
    public async Task InitializeAsync() => _silo = await StandaloneSilo.StartAsync(_directory, logLevel: LogLevel.None);

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Two_thousand_addresses_of_a_killed_agent_are_ordered_once_each_and_together()
    {
        var time = TimeProvider.System;
        var victim = await RawAgent.JoinAsync(_silo, "node1");
        var filling = new Tally(Count);
        var obeying = ObeyAsync(victim, filling);
        await _silo.ServeManyAsync(Count, "10.9.0.0/20", "node1", "node2", "node3");
        await filling.Complete.WithinAsync("filling", "node1", $"{Count} orders", () => $"{filling.Orders.Count}", TimeSpan.FromMinutes(5));

        // Who joins now is held back, so that all addresses stay where they are until their announcer dies.
        RawAgent[] survivors = [await RawAgent.JoinAsync(_silo, "node2"), await RawAgent.JoinAsync(_silo, "node3")];
        var moving = new Tally(Count);
        var takingOver = Array.ConvertAll(survivors, agent => ObeyAsync(agent, moving));
        var killedAt = time.GetTimestamp();
        await victim.DisposeAsync();
        await moving.Complete.WithinAsync("failing over", "the survivors", $"{Count} orders", () => $"{moving.Orders.Count}");
        var took = time.GetElapsedTime(killedAt);

        output.WriteLine(
            $"{Count} addresses ordered anew {took.TotalMilliseconds:F0} ms after the connection closed, in {moving.Differences} messages");
        Assert.All(moving.Orders.Values, times => Assert.Equal(1, times));
        foreach (var agent in survivors)
        {
            await agent.DisposeAsync();
        }

        await Task.WhenAll(takingOver.Append(obeying));
    }

    /// <summary>Acknowledges whatever the agent is ordered, until its connection ends.</summary>
    private static async Task ObeyAsync(RawAgent agent, Tally tally)
    {
        try
        {
            while (true)
            {
                var difference = (await agent.HearAsync(Body.Difference)).Difference;
                tally.Take(difference);
                await agent.AcknowledgeAsync(difference.ToVersion);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            // The test is done with this agent, or has nothing more to say to it.
        }
    }

    /// <summary>Counts orders, by address, of several agents together.</summary>
    private sealed class Tally(int expected)
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _differences;

        public ConcurrentDictionary<ByteString, int> Orders { get; } = [];

        public Task Complete => _complete.Task;

        public int Differences => _differences;

        public void Take(Difference difference)
        {
            Interlocked.Increment(ref _differences);
            foreach (var order in difference.Announced)
            {
                Orders.AddOrUpdate(order.Address, 1, (_, times) => times + 1);
            }

            if (Orders.Count >= expected)
            {
                _complete.TrySetResult();
            }
        }
    }
}
