using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Planning;

/// <summary>
/// Which Services would keep, gain, lose or change their addresses if some objects were edited, without editing them.
/// </summary>
/// <remarks>
/// The edits are replayed one after the other, each until everything has come to rest, over the same convergence and the same
/// ledgers, in the order in which the silo decides (<see cref="PassOrder"/>): so the answer is what applying them does.
/// </remarks>
public static class AllocationPlan
{
    /// <summary>Replays edits over the present state.</summary>
    /// <param name="present">The present configuration.</param>
    /// <param name="services">All Services, of whatever class: what a foreign one holds is not free either.</param>
    /// <param name="isOurs">Which of them are ours to converge.</param>
    /// <param name="steps">The edits in their order.</param>
    /// <param name="now">The time, for what pools hold for Services that went.</param>
    /// <returns>Every Service that is ours before or after and has or wants an address, by key.</returns>
    public static ImmutableArray<PlannedService> Replay(
        ClusterView present,
        IReadOnlyCollection<ServiceView> services,
        Func<ServiceView, bool> isOurs,
        IReadOnlyList<PlanStep> steps,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(isOurs);
        ArgumentNullException.ThrowIfNull(steps);
        var before = services.Where(isOurs).ToDictionary(service => service.Key, service => service.IngressIPs);
        var replay = PlanReplay.From(present, services, isOurs, now);
        var histories = before.ToDictionary(entry => entry.Key, entry => new List<ImmutableArray<string>> { entry.Value });
        foreach (var step in steps)
        {
            replay.Take(step);
            foreach (var (key, history) in histories)
            {
                history.Add(replay.Find(key)?.IngressIPs ?? []);
            }
        }

        var atOnce = steps.Count > 1 ? TakeAtOnce(PlanReplay.From(present, services, isOurs, now), steps) : replay;
        return
        [
            .. before.Keys.Union(replay.Services.Where(isOurs).Select(service => service.Key)).Order()
                .Select(key => Conclude(
                    key,
                    before.TryGetValue(key, out var had) ? had : [],
                    replay,
                    histories.GetValueOrDefault(key, []),
                    atOnce))
                .Where(planned => planned.Reason.Length > 0 || !planned.Before.IsEmpty || !planned.After.IsEmpty),
        ];
    }

    private static PlanReplay TakeAtOnce(PlanReplay replay, IReadOnlyList<PlanStep> steps)
    {
        foreach (var step in steps)
        {
            replay.Note(step);
        }

        replay.Take(new PlanStep(steps[^1].View));
        return replay;
    }

    private static PlannedService Conclude(
        ServiceKey key,
        ImmutableArray<string> before,
        PlanReplay replay,
        List<ImmutableArray<string>> history,
        PlanReplay atOnce)
    {
        var service = replay.Find(key);
        var after = service?.IngressIPs ?? [];
        var story = replay.StoryOf(key);
        var afterAtOnce = atOnce.Find(key)?.IngressIPs ?? [];
        var isSame = before.SequenceEqual(after);
        var isLacking = story.Refusal is not null;
        return new PlannedService
        {
            Service = key,
            Before = before,
            After = after,
            Pool = story.Pool,
            Outcome = OutcomeOf(before, after),
            Reason = service is null ? "Deleted" : isLacking || !isSame ? story.Reason : "",
            Message = service is null ? "the Service is deleted" : isLacking || !isSame ? story.Message : "",
            IsInterrupted = history.Exists(then => before.Intersect(after).Any(address => !then.Contains(address))),
            AfterAtOnce = afterAtOnce.SequenceEqual(after) ? null : afterAtOnce,
        };
    }

    private static PlannedOutcome OutcomeOf(ImmutableArray<string> before, ImmutableArray<string> after) =>
        (before.IsEmpty, after.IsEmpty) switch
        {
            (true, true) => PlannedOutcome.Refused,
            (true, false) => PlannedOutcome.Gain,
            (false, true) => PlannedOutcome.Lose,
            _ => before.SequenceEqual(after) ? PlannedOutcome.Keep : PlannedOutcome.Change,
        };
}
