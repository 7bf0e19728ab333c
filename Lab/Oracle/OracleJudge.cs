using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>Judges a capture: events in, violations out, without clock or I/O.</summary>
public static class OracleJudge
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Judges what was seen of each address, and each node's frames as a whole.</summary>
    /// <param name="events">What was seen and said, in any order.</param>
    /// <param name="begin">When the capture began; orders may be older.</param>
    /// <param name="end">When it ended.</param>
    /// <param name="witness">Whose questions measure the gaps; null for nobody's.</param>
    /// <param name="rules">What is allowed.</param>
    public static OracleVerdict Judge(
        IReadOnlyCollection<OracleEvent> events, TimeSpan begin, TimeSpan end, MacAddress? witness, OracleRules rules)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(rules);

        ImmutableArray<OracleEvent.Disturbed> disturbances = [.. events.OfType<OracleEvent.Disturbed>()];
        var views = events.GroupBy(AddressOf).Where(group => group.Key is not null)
            .OrderBy(group => group.Key!.ToString(), StringComparer.Ordinal)
            .Select(group => new CaptureView(group.Key!, group, disturbances, begin, end, rules)).ToList();
        var reigns = views.ConvertAll(ReignRules.Read);
        var claims = events.OfType<OracleEvent.Claim>().OrderBy(claim => claim.At).ToList();
        var gratuitous = claims.FindAll(claim => claim.IsGratuitous);
        return new OracleVerdict
        {
            Violations =
            [
                .. views.Zip(reigns).SelectMany(pair => JudgeAddress(pair.First, pair.Second, witness))
                    .Concat(JudgeRate(gratuitous, rules))
                    .OrderBy(violation => violation.At),
            ],
            Reigns = [.. reigns.SelectMany(list => list).Where(reign => reign.End > begin)],
            ClaimCount = claims.Count,
            BusiestSecond = BusiestSecond(gratuitous).Count,
            LongestGap = views.SelectMany(view => GapRules.Read(view, witness)).Select(gap => gap.To - gap.From).DefaultIfEmpty().Max(),
        };
    }

    /// <summary>The address that an event is about; null when it is about none.</summary>
    public static IPAddress? AddressOf(OracleEvent one) => one switch
    {
        OracleEvent.Question question => question.Address,
        OracleEvent.Claim claim => claim.Address,
        OracleEvent.Ordered order => order.Address,
        OracleEvent.Withdrawn withdrawn => withdrawn.Address,
        OracleEvent.Served served => served.Address,
        _ => null,
    };

    private static IEnumerable<Violation> JudgeAddress(CaptureView view, ImmutableArray<Reign> reigns, MacAddress? witness) =>
    [
        .. ReignRules.Judge(view, reigns),
        .. FieldRules.Judge(view),
        .. CadenceRules.Judge(view, reigns),
        .. GapRules.Judge(view, reigns, witness),
    ];

    private static IEnumerable<Violation> JudgeRate(List<OracleEvent.Claim> gratuitous, OracleRules rules) =>
        from station in gratuitous.GroupBy(claim => claim.Mac)
        let busiest = BusiestSecond([.. station])
        where busiest.Count > rules.FramesPerSecond
        select new Violation(
            busiest.From, null, ViolationKind.TooManyFrames,
            $"{station.Key} sent {busiest.Count} gratuitous frames within a second, {rules.FramesPerSecond} are allowed");

    private static (TimeSpan From, int Count) BusiestSecond(List<OracleEvent.Claim> ordered)
    {
        var (busiest, first) = ((From: TimeSpan.Zero, Count: 0), 0);
        for (var last = 0; last < ordered.Count; last++)
        {
            while (ordered[last].At - ordered[first].At >= Second)
            {
                first++;
            }

            if (last - first + 1 > busiest.Count)
            {
                busiest = (ordered[first].At, last - first + 1);
            }
        }

        return busiest;
    }
}
