using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Has agents ask for each other's addresses, one after the other, and takes the addresses from a node that does not answer
/// (docs/ownership.md). Off unless <c>--l2-self-probe</c> says how often.
/// </summary>
internal sealed partial class SelfProbeController(
    IGrainFactory grains,
    AnnouncementBoard board,
    AgentProbes probes,
    MemberDirectory members,
    ClusterViewStore views,
    SiloOptions options,
    TimeProvider time,
    ILogger<SelfProbeController> logger)
{
    /// <summary>Addresses looked at in a second at the most: 2,000 addresses take 40 s, however short the interval.</summary>
    private const int PerSecondMax = 50;

    private readonly int _count = options.Layer2.SelfProbeCount;
    private readonly Queue<Address> _round = [];
    private int _turn;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var interval = options.Layer2.SelfProbeInterval;
        if (interval == TimeSpan.Zero)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        var lastLook = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Pause(interval, board.Announcers.Count), time, cancellationToken);
            try
            {
                if (time.GetElapsedTime(lastLook) >= interval)
                {
                    lastLook = time.GetTimestamp();
                    await ListenAgainAsync(cancellationToken);
                }

                await ExamineNextAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(logger, e);
            }
        }
    }

    /// <summary>
    /// From one address to the next: spread over the interval, so that nothing comes in bursts. Above the rate an interval sees
    /// a sample only.
    /// </summary>
    internal static TimeSpan Pause(TimeSpan interval, int addresses)
    {
        var pause = interval / Math.Max(1, addresses);
        var shortest = TimeSpan.FromSeconds(1) / PerSecondMax;
        return pause < shortest ? shortest : pause;
    }

    private async Task ExamineNextAsync(CancellationToken cancellationToken)
    {
        var announced = board.Announcers;
        if (_round.Count == 0 && views.Current.AreAgentsSettled)
        {
            foreach (var address in announced.Keys)
            {
                _round.Enqueue(address);
            }
        }

        // A deaf node's last resorts have nowhere to go.
        if (_round.TryDequeue(out var next)
            && announced.TryGetValue(next, out var node)
            && !views.Current.DeafNodes.ContainsKey(node)
            && SelfProbeExamination.Begin(next, node, announced, views.Current, _count, _turn++) is { } examination)
        {
            Conclude(await ExamineAsync(examination, cancellationToken));
        }
    }

    private async Task<SelfProbeExamination> ExamineAsync(SelfProbeExamination examination, CancellationToken cancellationToken)
    {
        while (examination.Step is SelfProbeStep.Ask ask)
        {
            var answer = await AskAsync(ask, cancellationToken);
            // Who has been told to be silent, or has not begun, is not deaf.
            if (answer == SelfProbeAnswer.Silent && !await ShouldAnswerAsync(ask, cancellationToken))
            {
                answer = SelfProbeAnswer.Unasked;
            }

            examination = examination.Take(answer);
        }

        return examination;
    }

    private void Conclude(SelfProbeExamination examination)
    {
        switch (examination.Verdict)
        {
            case SelfProbeVerdict.Deaf:
                LogDeaf(logger, examination.Announcer, examination.Address, _count);
                board.Deaf(examination.Announcer, examination.Address);
                views.Update(view => view.Agents.Contains(examination.Announcer)
                    ? view with { DeafNodes = view.DeafNodes.SetItem(examination.Announcer, examination.Address) }
                    : view);
                break;
            case SelfProbeVerdict.NoWitness or SelfProbeVerdict.NoMajority:
                LogUndecided(logger, examination.Address, examination.Announcer, examination.Verdict.Value);
                break;
        }
    }

    /// <summary>
    /// A deaf node shows that it hears by reaching, several times in a row, the very address that it lost; or by answering, if
    /// nobody could take the address.
    /// </summary>
    private async Task ListenAgainAsync(CancellationToken cancellationToken)
    {
        var announced = board.Announcers;
        foreach (var (node, address) in views.Current.DeafNodes)
        {
            // Where nobody has the address any more nothing can be learnt from it: the node gets another chance.
            if (!announced.TryGetValue(address, out var announcer)
                || await HearsAsync(node, address, announcer, cancellationToken))
            {
                LogRestored(logger, node, address);
                Restore(node);
            }
        }
    }

    private async Task<bool> HearsAsync(string node, Address address, string announcer, CancellationToken cancellationToken)
    {
        if (announcer == node)
        {
            return SelfProbeExamination.Begin(address, node, board.Announcers, views.Current, _count, _turn++) is { } examination
                && (await ExamineAsync(examination, cancellationToken)).Verdict == SelfProbeVerdict.Heard;
        }

        var heard = 0;
        while (heard < _count
            && await AskAsync(new SelfProbeStep.Ask(node, address, announcer), cancellationToken) == SelfProbeAnswer.Answered)
        {
            heard++;
        }

        return heard == _count;
    }

    private void Restore(string node) =>
        views.Update(view => view.DeafNodes.ContainsKey(node) ? view with { DeafNodes = view.DeafNodes.Remove(node) } : view);

    private Task<SelfProbeAnswer> AskAsync(SelfProbeStep.Ask ask, CancellationToken cancellationToken)
    {
        if (!members.Current.Members.TryGetValue(ask.Announcer, out var member))
        {
            return Task.FromResult(SelfProbeAnswer.Unasked);
        }

        var probe = new SelfProbe { Address = ByteString.CopyFrom(ask.Address.ToBytes()) };
        probe.Macs.AddRange(member.Macs);
        return probes.AskAsync(ask.Prober, probe, cancellationToken);
    }

    /// <summary>Whether the node still has the address, and its agent says that it answers for it on a link of its subnet.</summary>
    private async Task<bool> ShouldAnswerAsync(SelfProbeStep.Ask ask, CancellationToken cancellationToken)
    {
        var description = await grains.GetGrain<INodeGrain>(ask.Announcer).DescribeAsync(cancellationToken);
        var view = views.Current;
        return description.IsConnected
            && board.Announcers.TryGetValue(ask.Address, out var announcer) && announcer == ask.Announcer
            && description.Desired.FirstOrDefault(order => order.Address == ask.Address) is { } order
            && description.Observed.FirstOrDefault(observation => observation.Address == ask.Address) is { } observed
            && observed.Epoch == order.Epoch
            && observed.Standing is (AddressStanding.Announced or AddressStanding.Contested)
            && view.Links.TryGetValue(ask.Announcer, out var links)
            && observed.Interfaces.Any(name => links.ByName.TryGetValue(name, out var link)
                && link.IsUsableFor(ask.Address.Family) && link.Subnets.Any(subnet => subnet.Contains(ask.Address)));
    }
}
