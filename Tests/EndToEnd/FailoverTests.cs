using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>What a client notices when the node that has an address fails.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class FailoverTests(ClusterFixture fixture, ITestOutputHelper output)
{
    /// <summary>Eight heartbeats of 100 ms are missed; the rest is room for a loaded machine.</summary>
    private static readonly TimeSpan GapLimit = TimeSpan.FromSeconds(5);

    [RootFact("kubectl")]
    public async Task A_killed_agent_loses_its_address_to_another_node_while_the_service_keeps_it()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("killed"));

        var handOver = await fixture.HandOverAsync(address, wire, "agent killed", node => node.Agent!.KillAsync());
        output.WriteLine($"{handOver.Announced.TotalMilliseconds} ms to announce, gap {handOver.Gap.TotalMilliseconds} ms");

        Assert.NotEqual(handOver.From.Name, handOver.To.Name);
        Assert.InRange(handOver.Gap, TimeSpan.Zero, GapLimit);
        Assert.Equal(handOver.To.Name, (await fixture.AnnouncerOfAsync(address)).Name);
        Assert.Equal(address.ToString(), await fixture.AddressOfAsync("killed", text => text.Length > 0));

        await fixture.Cluster.StartAgentAsync(handOver.From, default)
            .WithinAsync("starting again", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);
        await wire.AssertCleanAsync();
    }

    /// <summary>
    /// Its sockets are full of questions, and rounds of its schedule are due: nothing excuses that it speaks before it has a
    /// newer order.
    /// </summary>
    [RootFact("kubectl")]
    [Trait("Invariant", "3")]
    public async Task An_agent_that_goes_on_after_a_hang_says_nothing_of_the_address_that_it_has_lost()
    {
        await using var wire = await fixture.WatchAsync(output, ClusterFixture.Rules with { Recovery = TimeSpan.Zero });
        var address = await wire.ExposeAsync(new LabService("resumed"));

        // In the midst of its first rounds.
        var handOver = await fixture.HandOverAsync(address, wire, "agent hangs", node => Task.Run(() => node.Agent!.Signal(UnixSignal.Stop)));
        for (var round = 0; round < 2; round++)
        {
            await wire.Oracle.NextAsync(claim => claim.Mac == handOver.To.Cable.Mac && claim.Form == ClaimForm.GratuitousRequest, default)
                .WithinAsync("listening", address.ToString(), "another round", fixture.DescribePrograms);
        }

        var linked = handOver.From.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, default);
        handOver.From.Agent.Signal(UnixSignal.Continue);
        await linked.WithinAsync("going on", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);

        await wire.AnsweredAsync(address, handOver.From);
        await wire.AssertCleanAsync();
    }

    [RootFact("kubectl")]
    public async Task A_node_that_loses_all_cables_loses_its_address_to_another()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("cut"));

        var handOver = await fixture.HandOverAsync(address, wire, "cables cut", node => node.CutOffAsync(default));
        output.WriteLine($"{handOver.Announced.TotalMilliseconds} ms to announce, gap {handOver.Gap.TotalMilliseconds} ms");

        Assert.NotEqual(handOver.From.Name, handOver.To.Name);
        Assert.InRange(handOver.Gap, TimeSpan.Zero, GapLimit);

        await handOver.From.ReconnectAsync(default)
            .WithinAsync("reconnecting", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);
        await wire.AssertCleanAsync();
    }

    [RootFact("kubectl")]
    public async Task A_node_that_loses_only_the_cable_to_the_clients_loses_its_address_as_soon_as_its_agent_says_so()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("unplugged"));

        var handOver = await fixture.HandOverAsync(address, wire, "cable cut", node => node.Cable.CutAsync(default));
        output.WriteLine($"{handOver.Announced.TotalMilliseconds} ms to announce, gap {handOver.Gap.TotalMilliseconds} ms");

        Assert.NotEqual(handOver.From.Name, handOver.To.Name);
        Assert.InRange(handOver.Gap, TimeSpan.Zero, GapLimit);

        await handOver.From.Cable.HealAsync(default);
        await wire.AssertCleanAsync();
    }

    [RootFact("kubectl")]
    public async Task A_silent_node_is_given_up_after_missed_heartbeats_though_every_carrier_stays()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("silent"));

        var handOver = await fixture.HandOverAsync(address, wire, "cables silent", node => node.SilenceAsync(default));
        output.WriteLine($"{handOver.Announced.TotalMilliseconds} ms to announce, gap {handOver.Gap.TotalMilliseconds} ms");

        Assert.NotEqual(handOver.From.Name, handOver.To.Name);
        Assert.InRange(handOver.Gap, TimeSpan.FromMilliseconds(100), GapLimit);

        await handOver.From.ReconnectAsync(default)
            .WithinAsync("reconnecting", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);
        await wire.AssertCleanAsync();
    }

    [RootFact("kubectl")]
    public async Task An_agent_that_is_asked_to_stop_answers_until_another_node_does()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("stopped"));

        var handOver = await fixture.HandOverAsync(address, wire, "agent stopped", node => node.Agent!.StopAsync());
        output.WriteLine($"gap {handOver.Gap.TotalMilliseconds} ms");

        Assert.NotEqual(handOver.From.Name, handOver.To.Name);
        Assert.InRange(handOver.Gap, TimeSpan.Zero, GapLimit);
        await fixture.Cluster.StartAgentAsync(handOver.From, default)
            .WithinAsync("starting again", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);
        await wire.AssertCleanAsync();
    }

    [RootFact("kubectl")]
    public async Task A_hanging_agent_loses_its_address_and_finds_back_when_it_goes_on()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("hanging"));

        var handOver = await fixture.HandOverAsync(address, wire, "agent hangs", node => Task.Run(() => node.Agent!.Signal(UnixSignal.Stop)));
        var linked = handOver.From.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, default);
        using (wire.Oracle.Disturb(handOver.From, "agent goes on"))
        {
            handOver.From.Agent.Signal(UnixSignal.Continue);
            await linked.WithinAsync("going on", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);
        }

        Assert.NotEqual(handOver.From.Name, handOver.To.Name);
        await wire.AssertCleanAsync();
    }

    /// <summary>Q-48: nobody goes on believing for a while what was true before the first cut.</summary>
    [RootFact("kubectl")]
    public async Task A_second_node_that_is_cut_off_as_soon_as_the_first_is_mended_costs_no_more()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("twice"));
        var gaps = new List<TimeSpan>();

        for (var cut = 1; cut <= 2; cut++)
        {
            var handOver = await fixture.HandOverAsync(address, wire, $"cables cut for the {cut}. time", node => node.CutOffAsync(default));
            gaps.Add(handOver.Gap);
            using (wire.Oracle.Disturb(handOver.From, "cables mended"))
            {
                await handOver.From.ReconnectAsync(default)
                    .WithinAsync("reconnecting", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);
            }
        }

        output.WriteLine($"gaps {string.Join(" and ", gaps.Select(gap => gap.TotalMilliseconds))} ms");
        Assert.All(gaps, gap => Assert.InRange(gap, TimeSpan.Zero, GapLimit));
        await wire.AssertCleanAsync();
    }

    /// <summary>L-044: the epochs, and the yield of the one that is cut off, end what MetalLB leaves to a split brain.</summary>
    [RootFact("kubectl")]
    public async Task A_node_cut_off_from_the_silo_alone_loses_its_address_without_a_fight()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("unheard"));

        var handOver = await fixture.HandOverAsync(address, wire, "control cable cut", node => node.ControlCable.CutAsync(default));
        var linked = handOver.From.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, default);
        using (wire.Oracle.Disturb(handOver.From, "control cable mended"))
        {
            await handOver.From.ControlCable.HealAsync(default);
            await linked.WithinAsync("reconnecting", "agent of " + handOver.From.Name, "its link", fixture.DescribePrograms);
        }

        Assert.NotEqual(handOver.From.Name, handOver.To.Name);
        await wire.AssertCleanAsync();
    }
}
