using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>What a silo makes of what an agent finds out about an address, on the API server for everybody to see.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await StandaloneSilo.StartAsync(_directory);

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_strangers_address_is_an_event_on_the_Service_and_a_condition_of_its_pool_until_it_is_free()
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.ServeAsync("nginx", "node1");
        var order = await agent.HearOrderAsync();
        Assert.True(order.IsNew, "nobody announced the address before, so the agent has to probe for it");
        await _silo.Client.WaitForAsync<IPAddressPool>(
            "an accepted pool", pools => pools.Any(pool => pool.Status?.Conditions?.Count > 0));

        await agent.SayAsync(Stands(order, Standing.Conflict));
        var told = await _silo.Client.WaitForAsync<Event>(
            "a warning on the Service", events => events.Any(happened => happened.Reason == "addressConflict"));
        var pools = await _silo.Client.WaitForAsync<IPAddressPool>(
            "a pool in conflict", pools => ConflictOf(pools) is { Status: "True" });
        await agent.SayAsync(Stands(order, Standing.Announced));
        await _silo.Client.WaitForAsync<Event>(
            "the end of the conflict", events => events.Any(happened => happened.Reason == "addressConflictResolved"));
        var healed = await _silo.Client.WaitForAsync<IPAddressPool>(
            "a pool without conflict", pools => ConflictOf(pools) is { Status: "False" });

        var text = told.First(happened => happened.Reason == "addressConflict");
        Assert.Equal(("Warning", "nginx"), (text.Type, text.InvolvedObject.Name));
        Assert.Contains("02:00:00:00:00:66", text.Message, StringComparison.Ordinal);
        Assert.Equal("Conflict", ConflictOf(pools)!.Reason);
        Assert.Contains("192.168.1.240", ConflictOf(pools)!.Message, StringComparison.Ordinal);
        Assert.Equal("NoConflict", ConflictOf(healed)!.Reason);
    }

    // design.md section 6: node addresses are never announced.
    [Fact]
    public async Task An_address_that_a_Node_has_is_ordered_nowhere_and_the_Service_says_why()
    {
        await using var agent = await RawAgent.JoinAsync(_silo, "node1");
        await _silo.Client.WaitForAsync<Node>("the agent's Node", nodes => nodes.Length == 1);
        var addresses = Patch.Merge("""{"status":{"addresses":[{"type":"InternalIP","address":"192.168.1.240"}]}}"""u8.ToArray());
        await _silo.Client.PatchAsync<Node>(new ObjectKey("", "node1"), addresses with { Subresource = "status" }, default);

        await _silo.ServeAsync("nginx", "node1");

        var events = await _silo.Client.WaitForAsync<Event>(
            "the refusal", events => events.Any(happened => happened.Reason == "announceFailed"));
        var refusal = events.First(happened => happened.Reason == "announceFailed");
        Assert.Contains("NodeAddress", refusal.Message, StringComparison.Ordinal);
    }

    private static Condition? ConflictOf(IEnumerable<IPAddressPool> pools) =>
        pools.Single().Status?.Conditions?.Find(condition => condition.Type == AddressConflicts.ConditionType);

    private static AgentMessage Stands(Announcement order, Standing standing) => new()
    {
        ObservedState = new ObservedState
        {
            Announcements =
            {
                new AnnouncementState
                {
                    Address = order.Address,
                    Epoch = order.Epoch,
                    Standing = standing,
                    Claimant = standing == Standing.Announced ? ByteString.Empty : ByteString.CopyFrom(2, 0, 0, 0, 0, 0x66),
                },
            },
        },
    };
}
