using System.Collections.Immutable;

namespace MetalOrleans.Lab.Oracle;

/// <summary>Who may speak for an address when: one node an epoch, and silence from all others (invariant 3).</summary>
internal static class ReignRules
{
    /// <summary>Who had the address when. Orders count by epoch, since an agent that was paused takes an old one late.</summary>
    public static ImmutableArray<Reign> Read(CaptureView view)
    {
        var reigns = new List<Reign>();
        foreach (var order in view.Orders.GroupBy(order => order.Epoch).OrderBy(group => group.Key).Select(group => group.First()))
        {
            var begin = BeginOf(order, view);
            if (reigns is [.., var last] && begin < last.Begin)
            {
                // It was ordered before, and had not begun: it probed, or was held up.
                var before = Math.Max(begin.Ticks, reigns.Count > 1 ? reigns[^2].Begin.Ticks : 0);
                reigns[^1] = last with { Begin = TimeSpan.FromTicks(before) };
                begin = reigns[^1].Begin;
            }

            reigns.Add(new Reign(view.Address, order.Mac, order.Epoch, begin, TimeSpan.MaxValue));
        }

        AddVacancies(reigns, view);
        return [.. reigns.Select((reign, index) => reign with { End = index + 1 < reigns.Count ? reigns[index + 1].Begin : TimeSpan.MaxValue })];
    }

    public static IEnumerable<Violation> Judge(CaptureView view, ImmutableArray<Reign> reigns) =>
        [.. JudgeEpochs(view), .. view.Claims.Select(claim => Judge(claim, view, reigns)).OfType<Violation>()];

    /// <summary>An agent says what it does after it has done it: its first frame is on the wire before its line is read.</summary>
    private static TimeSpan BeginOf(OracleEvent.Ordered order, CaptureView view)
    {
        if (order.At < view.Begin)
        {
            return order.At;
        }

        var rules = view.Rules;
        var own = view.Claims.Where(claim => claim.IsGratuitous && claim.Mac == order.Mac).ToList();
        var index = own.FindLastIndex(claim => (claim.At - order.At).Duration() <= rules.RoundSpread);
        // An address that is new to the cluster is probed for first; a line without a stamp may be read late.
        if (index < 0 && own.Find(claim => claim.At > order.At && claim.At <= order.At + rules.LogDelay) is { } late)
        {
            return late.At;
        }

        index = index >= 0 ? index : own.FindLastIndex(claim => claim.At <= order.At && claim.At >= order.At - rules.LogDelay);
        // A round is a request and a reply; the one of the order before may be closer than a round is wide.
        var first = index > 0 && own[index].Form == ClaimForm.GratuitousReply && own[index - 1].Form == ClaimForm.GratuitousRequest
            ? index - 1
            : index;
        return first >= 0 ? own[first].At : order.At;
    }

    /// <summary>The announcer of the time withdrew and nobody followed: the address is to be silent.</summary>
    private static void AddVacancies(List<Reign> reigns, CaptureView view)
    {
        foreach (var withdrawal in view.Withdrawals)
        {
            var index = reigns.FindLastIndex(reign => reign.Begin <= withdrawal.At);
            if (index >= 0 && reigns[index].Mac == withdrawal.Mac)
            {
                var reign = reigns[index];
                reigns.Insert(index + 1, reign with { Mac = null, Begin = withdrawal.At });
                // An agent that was started anew, or that the silo asks again, takes the order of the same epoch again.
                if (view.Orders.FirstOrDefault(order => order.Mac == withdrawal.Mac && order.Epoch == reign.Epoch && order.At > withdrawal.At) is { } again
                    && (index + 2 >= reigns.Count || again.At < reigns[index + 2].Begin))
                {
                    reigns.Insert(index + 2, reign with { Begin = again.At });
                }
            }
        }
    }

    private static IEnumerable<Violation> JudgeEpochs(CaptureView view)
    {
        foreach (var shared in view.Orders.GroupBy(order => order.Epoch).Where(group => group.DistinctBy(order => order.Mac).Count() > 1))
        {
            yield return new Violation(
                shared.Last().At, view.Address, ViolationKind.EpochShared,
                $"epoch {shared.Key} was given to {string.Join(" and ", shared.Select(order => order.Mac).Distinct())}");
        }

        foreach (var own in view.Orders.GroupBy(order => order.Mac))
        {
            foreach (var (before, after) in own.Zip(own.Skip(1)).Where(pair => pair.Second.Epoch < pair.First.Epoch))
            {
                yield return new Violation(
                    after.At, view.Address, ViolationKind.EpochWentBack,
                    $"{own.Key} took epoch {after.Epoch} after {before.Epoch}");
            }
        }
    }

    private static Violation? Judge(OracleEvent.Claim claim, CaptureView view, ImmutableArray<Reign> reigns)
    {
        if (claim.At > view.End - view.Rules.LogDelay)
        {
            // The agent's line about its order may not have been read yet.
            return null;
        }

        if (!reigns.Any(reign => reign.Mac == claim.Mac && reign.Begin <= claim.At + view.Rules.LogDelay))
        {
            return new Violation(
                claim.At, claim.Address, ViolationKind.SpokeWithoutOrder,
                $"{claim.Mac} sent {claim.Form} and was never ordered to announce the address");
        }

        var current = reigns.LastOrDefault(reign => reign.Begin <= claim.At);
        if (current is null || current.Mac == claim.Mac || claim.At <= current.Begin + view.Rules.Overlap
            || IsAboutToReign(claim, view, reigns) || view.IsDisturbed(claim.Mac, claim.At))
        {
            return null;
        }

        var since = (claim.At - current.Begin).TotalMilliseconds;
        return current.Mac is { } owner
            ? new Violation(
                claim.At, claim.Address, ViolationKind.SpokeAfterLosing,
                $"{claim.Mac} sent {claim.Form} {since:F0} ms after {owner} took over in epoch {current.Epoch}")
            : new Violation(
                claim.At, claim.Address, ViolationKind.SpokeAfterWithdrawal,
                $"{claim.Mac} sent {claim.Form} {since:F0} ms after the address was withdrawn");
    }

    /// <summary>It may answer in the moment between taking its order and its first gratuitous frame.</summary>
    private static bool IsAboutToReign(OracleEvent.Claim claim, CaptureView view, ImmutableArray<Reign> reigns) =>
        reigns.Any(reign => reign.Mac == claim.Mac && reign.Begin >= claim.At && reign.Begin <= claim.At + view.Rules.RoundSpread);
}
