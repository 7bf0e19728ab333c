using System.Collections.Immutable;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>How long an address may be without an answer, to the oracle's own questions and to a client's.</summary>
internal static class GapRules
{
    /// <summary>From one answer to the next, and from the last answer to the last question.</summary>
    public static ImmutableArray<(TimeSpan From, TimeSpan To)> Read(CaptureView view, MacAddress? witness)
    {
        var asked = view.Questions.Where(question => question.AskerMac == witness).Select(question => question.At).ToList();
        return asked.Count == 0
            ? []
            : Between(view.Claims.Where(claim => claim.Form == ClaimForm.Answer && claim.TargetMac == witness).Select(claim => claim.At), asked[^1]);
    }

    public static IEnumerable<Violation> Judge(CaptureView view, ImmutableArray<Reign> reigns, MacAddress? witness)
    {
        var served = view.Served.Select(answer => answer.At).ToList();
        return
        [
            .. Read(view, witness).Select(gap => Judge(gap, "a question", view, reigns)).OfType<Violation>(),
            .. served.Count == 0
                ? []
                : Between(served, served[^1]).Select(gap => Judge(gap, "a client", view, reigns)).OfType<Violation>(),
        ];
    }

    private static ImmutableArray<(TimeSpan From, TimeSpan To)> Between(IEnumerable<TimeSpan> answers, TimeSpan end)
    {
        var moments = answers.ToList();
        return moments.Count == 0 ? [] : [.. moments.Zip(moments.Skip(1).Append(end)).Where(gap => gap.Second > gap.First)];
    }

    private static Violation? Judge(
        (TimeSpan From, TimeSpan To) gap, string whose, CaptureView view, ImmutableArray<Reign> reigns)
    {
        var length = gap.To - gap.From;
        var limit = view.IsAnythingDisturbed(gap.From, gap.To) ? view.Rules.FaultGap : view.Rules.QuietGap;
        var isVacant = reigns.Any(reign => reign.Mac is null && reign.Begin <= gap.To && reign.End >= gap.From);
        return length <= limit || isVacant
            ? null
            : new Violation(
                gap.From, view.Address, ViolationKind.GapTooLong,
                $"{whose} went without an answer for {length.TotalMilliseconds:F0} ms, {limit.TotalMilliseconds:F0} are allowed");
    }
}
