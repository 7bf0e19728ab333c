using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>All that was seen of one address, by kind, each in order of time.</summary>
internal sealed class CaptureView(
    IPAddress address,
    IEnumerable<OracleEvent> ofAddress,
    ImmutableArray<OracleEvent.Disturbed> disturbances,
    TimeSpan begin,
    TimeSpan end,
    OracleRules rules)
{
    private readonly ILookup<Type, OracleEvent> _events = ofAddress.OrderBy(one => one.At).ToLookup(one => one.GetType());

    private ImmutableArray<OracleEvent.Claim>? _claims;
    private ImmutableArray<OracleEvent.Question>? _questions;
    private ImmutableArray<OracleEvent.Ordered>? _orders;

    public IPAddress Address { get; } = address;

    public OracleRules Rules { get; } = rules;

    /// <summary>When the capture began; what was ordered earlier is known, what was said earlier is not.</summary>
    public TimeSpan Begin { get; } = begin;

    public TimeSpan End { get; } = end;

    /// <summary>What was claimed; an advertisement that a probe from the unspecified address drew is an answer.</summary>
    public ImmutableArray<OracleEvent.Claim> Claims => _claims ??= WithAnswersToProbes(Of<OracleEvent.Claim>());

    public ImmutableArray<OracleEvent.Question> Questions => _questions ??= Of<OracleEvent.Question>();

    public ImmutableArray<OracleEvent.Ordered> Orders => _orders ??= Of<OracleEvent.Ordered>();

    public ImmutableArray<OracleEvent.Withdrawn> Withdrawals => Of<OracleEvent.Withdrawn>();

    public ImmutableArray<OracleEvent.Served> Served => Of<OracleEvent.Served>();

    /// <summary>Whether a node was broken at the moment, or is still finding back.</summary>
    public bool IsDisturbed(MacAddress mac, TimeSpan at) => disturbances.Any(one =>
        one.Mac == mac && at >= one.At && IsBefore(at, one.Until, Rules.Recovery));

    /// <summary>Whether anything was broken, or still finding back, in any part of a time.</summary>
    public bool IsAnythingDisturbed(TimeSpan from, TimeSpan to) => disturbances.Any(one =>
        to >= one.At && IsBefore(from, one.Until, Rules.Recovery));

    /// <summary>Whether a node was mended just before the moment: its interfaces announce anew.</summary>
    public bool IsMended(MacAddress mac, TimeSpan at) => disturbances.Any(one =>
        (one.Mac is null || one.Mac == mac) && one.Until < TimeSpan.MaxValue
        && at >= one.Until && at <= one.Until + Rules.Recovery + Rules.LogDelay);

    /// <summary>
    /// Who asks from :: is told before all nodes, in an advertisement that looks like an unsolicited one (RFC 4861 §7.2.4):
    /// the first of a station within a round's spread after the probe of another is the answer, but for what follows an order,
    /// which is the order's first round.
    /// </summary>
    private ImmutableArray<OracleEvent.Claim> WithAnswersToProbes(ImmutableArray<OracleEvent.Claim> claims)
    {
        if (Address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return claims;
        }

        var read = claims.ToBuilder();
        foreach (var probe in Questions.Where(question => question.Asker.Equals(IPAddress.IPv6Any)))
        {
            var answered = new HashSet<MacAddress>();
            for (var index = 0; index < read.Count && read[index].At <= probe.At + Rules.RoundSpread; index++)
            {
                var claim = read[index];
                if (claim.At >= probe.At && claim.Form == ClaimForm.UnsolicitedAdvertisement && claim.Mac != probe.AskerMac
                    && !Orders.Any(order => order.Mac == claim.Mac && (order.At - claim.At).Duration() <= Rules.RoundSpread)
                    && answered.Add(claim.Mac))
                {
                    read[index] = claim with { Form = ClaimForm.Answer };
                }
            }
        }

        return read.ToImmutable();
    }

    private ImmutableArray<T> Of<T>() => [.. _events[typeof(T)].Cast<T>()];

    private static bool IsBefore(TimeSpan at, TimeSpan until, TimeSpan grace) =>
        until == TimeSpan.MaxValue || at <= until + grace;
}
