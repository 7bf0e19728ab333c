using System.Collections.Immutable;
using System.Net.Sockets;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>The beat of the gratuitous frames: five rounds after each order, nothing between and nothing after (L-090 … L-093).</summary>
internal static class CadenceRules
{
    public static IEnumerable<Violation> Judge(CaptureView view, ImmutableArray<Reign> reigns)
    {
        foreach (var station in view.Claims.Where(claim => claim.IsGratuitous).GroupBy(claim => claim.Mac))
        {
            var rounds = Rounds(station, view.Rules);
            foreach (var violation in JudgeRounds(station.Key, rounds, view, reigns))
            {
                yield return violation;
            }
        }

        foreach (var missing in reigns.SelectMany(reign => JudgeMissing(reign, view)))
        {
            yield return missing;
        }
    }

    private static List<List<OracleEvent.Claim>> Rounds(IEnumerable<OracleEvent.Claim> claims, OracleRules rules)
    {
        var rounds = new List<List<OracleEvent.Claim>>();
        foreach (var claim in claims)
        {
            // A second frame of the same form is another round, however close: a restart may follow a round at once.
            if (rounds is [.., var last] && claim.At - last[0].At <= rules.RoundSpread && last.TrueForAll(one => one.Form != claim.Form))
            {
                last.Add(claim);
            }
            else
            {
                rounds.Add([claim]);
            }
        }

        return rounds;
    }

    private static IEnumerable<Violation> JudgeRounds(
        MacAddress mac, List<List<OracleEvent.Claim>> rounds, CaptureView view, ImmutableArray<Reign> reigns)
    {
        var rules = view.Rules;
        for (var index = 0; index < rounds.Count; index++)
        {
            var (round, at) = (rounds[index], rounds[index][0].At);
            if (view.Address.AddressFamily == AddressFamily.InterNetwork && round.Count != 2 && at > view.Begin + rules.RoundSpread
                && at < view.End - rules.RoundSpread)
            {
                yield return new Violation(
                    at, view.Address, ViolationKind.RoundIncomplete, $"{mac} sent only {round[0].Form}");
            }

            if (index == 0 || IsRestart(mac, at, view, reigns))
            {
                continue;
            }

            var pause = at - rounds[index - 1][0].At;
            if (pause < rules.RoundInterval - rules.BeatTolerance)
            {
                yield return new Violation(
                    at, view.Address, ViolationKind.OffBeat, $"{mac} sent a round {pause.TotalMilliseconds:F0} ms after the one before");
            }
            else if (pause < rules.RefreshIntervalMin && !IsInWindow(mac, at, view, reigns))
            {
                yield return new Violation(
                    at, view.Address, ViolationKind.OffBeat, $"{mac} sent a round outside of any order's {rules.RoundWindow.TotalSeconds:F0} s");
            }
        }
    }

    /// <summary>The first round of an order, or of an interface that is back.</summary>
    private static bool IsRestart(MacAddress mac, TimeSpan at, CaptureView view, ImmutableArray<Reign> reigns) =>
        reigns.Any(reign => reign.Mac == mac && at >= reign.Begin - view.Rules.RoundSpread && at <= reign.Begin + view.Rules.RoundSpread)
        || view.Orders.Any(order => order.Mac == mac && at <= order.At + view.Rules.RoundSpread && at >= order.At - view.Rules.LogDelay)
        || view.IsMended(mac, at);

    private static bool IsInWindow(MacAddress mac, TimeSpan at, CaptureView view, ImmutableArray<Reign> reigns) =>
        reigns.Any(reign => reign.Mac == mac && at >= reign.Begin && at <= reign.Begin + view.Rules.RoundWindow + view.Rules.BeatTolerance)
        // An agent that was started anew takes the order of the same epoch again.
        || view.Orders.Any(order => order.Mac == mac && at >= order.At - view.Rules.LogDelay
            && at <= order.At + view.Rules.RoundWindow + view.Rules.BeatTolerance)
        || view.IsDisturbed(mac, at - view.Rules.RoundWindow)
        || view.IsMended(mac, at)
        || view.IsDisturbed(mac, at);

    private static IEnumerable<Violation> JudgeMissing(Reign reign, CaptureView view)
    {
        var rules = view.Rules;
        if (reign.Mac is not { } mac || reign.Begin < view.Begin)
        {
            yield break;
        }

        var own = view.Claims.Where(claim => claim.IsGratuitous && claim.Mac == mac).ToList();
        for (var due = reign.Begin; due < reign.Begin + rules.RoundWindow; due += rules.RoundInterval)
        {
            if (due + rules.BeatTolerance >= reign.End || due + rules.BeatTolerance >= view.End)
            {
                yield break;
            }

            if (!own.Exists(claim => (claim.At - due).Duration() <= rules.BeatTolerance)
                && !view.IsDisturbed(mac, due) && !view.IsDisturbed(mac, due + rules.BeatTolerance))
            {
                yield return new Violation(
                    due, reign.Address, ViolationKind.RoundMissing,
                    $"{mac} sent no round {(due - reign.Begin).TotalMilliseconds:F0} ms after the begin of epoch {reign.Epoch}");
            }
        }
    }
}
