using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges IPReservations, each alone; of two that name one address of a pool, the older is kept.</summary>
/// <remarks>
/// Whether the pool exists, owns the addresses and has them free is no matter of the review, because it changes while the
/// reservation stays: the ledger reserves what it can, and the object's conditions say what is missing.
/// </remarks>
public static class ReservationReview
{
    private const string Kind = "IPReservation";

    // What is picked one by one is listed one by one in the status.
    private const int CountMax = 4096;

    /// <summary>Judges all reservations.</summary>
    public static (ImmutableArray<IPReservation> Accepted, ImmutableArray<ConfigurationRefusal> Refused) Review(
        IEnumerable<IPReservationSpec> specs)
    {
        var accepted = ImmutableArray.CreateBuilder<IPReservation>();
        var refused = ImmutableArray.CreateBuilder<ConfigurationRefusal>();
        var defined = new SortedSet<Reserved>(Comparer<Reserved>.Create(static (a, b) => a.Range.First.CompareTo(b.Range.First)));
        foreach (var spec in specs.OrderBy(spec => spec.CreatedAt).ThenBy(spec => spec.Name, StringComparer.Ordinal))
        {
            var review = new ObjectReview(Kind, spec.Name);
            var reservation = review.Read(spec);
            if (review.IsAccepted)
            {
                review.RefuseOverlaps(reservation, defined);
            }

            if (review.IsAccepted)
            {
                accepted.Add(reservation);
                defined.UnionWith(reservation.Ranges.Select(range => new Reserved(range, spec.Name)));
            }

            refused.AddRange(review.Refusals);
        }

        return ([.. accepted.OrderBy(item => item.Name, StringComparer.Ordinal)], refused.ToImmutable());
    }

    private static IPReservation Read(this ObjectReview review, IPReservationSpec spec)
    {
        if (spec.Pool.Length == 0)
        {
            review.Refuse("spec.pool", "the reservation names no pool", "Name the IPAddressPool that owns the addresses.");
        }

        review.CheckCount(spec);
        return new IPReservation
        {
            Name = spec.Name,
            Pool = spec.Pool,
            CreatedAt = spec.CreatedAt,
            Ranges = review.ReadRanges(spec),
            CountIPv4 = spec.CountIPv4,
            CountIPv6 = spec.CountIPv6,
            Service = review.ReadService(spec),
            Namespaces = spec.Namespaces.ToImmutableSortedSet(StringComparer.Ordinal),
            NamespaceSelectors = review.ReadList("spec.owner.namespaceSelectors", spec.NamespaceSelectors),
            ServiceSelectors = review.ReadList("spec.owner.serviceSelectors", spec.ServiceSelectors),
        };
    }

    private static void CheckCount(this ObjectReview review, IPReservationSpec spec)
    {
        if (spec.CountIPv4 is < 0 or > CountMax || spec.CountIPv6 is < 0 or > CountMax)
        {
            review.Refuse("spec.count", $"each count must be in 0-{CountMax} range", "Reserve a range for more addresses.");
        }

        var isCounted = spec.CountIPv4 > 0 || spec.CountIPv6 > 0;
        if (isCounted == !spec.Addresses.IsEmpty)
        {
            review.Refuse(
                isCounted ? "spec.count" : "spec.addresses",
                isCounted ? "the reservation has both addresses and a count" : "the reservation reserves nothing",
                "Give either addresses, or a count above 0 of one family or both.");
        }
    }

    private static ImmutableArray<AddressRange> ReadRanges(this ObjectReview review, IPReservationSpec spec)
    {
        var ranges = ImmutableArray.CreateBuilder<AddressRange>(spec.Addresses.Length);
        for (var i = 0; i < spec.Addresses.Length; i++)
        {
            var text = spec.Addresses[i];
            var (range, error) = Address.TryParse(text, out var single)
                ? new AddressRangeResult(new AddressRange(single.Unmap(), single.Unmap(), text), null)
                : AddressRange.Parse(text);
            if (range is null)
            {
                review.Refuse(
                    $"spec.addresses[{i}]",
                    error!,
                    "Write an address, a CIDR such as 192.0.2.0/28, or a range of one family such as 192.0.2.10-192.0.2.20.");
            }
            else if (ranges.Any(range.Overlaps))
            {
                review.Refuse(
                    $"spec.addresses[{i}]", $"{QuotedText.Of(text)} repeats an earlier entry", "Name every address once.");
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges.ToImmutable();
    }

    private static ServiceKey? ReadService(this ObjectReview review, IPReservationSpec spec)
    {
        var hasSelector = !spec.Namespaces.IsEmpty || !spec.NamespaceSelectors.IsEmpty || !spec.ServiceSelectors.IsEmpty;
        if (spec.ServiceNamespace is null && spec.ServiceName is null)
        {
            if (!hasSelector)
            {
                review.Refuse(
                    "spec.owner",
                    "the reservation is for nobody",
                    "Name a Service, or namespaces, or select namespaces or Services by label.");
            }

            return null;
        }

        if (string.IsNullOrEmpty(spec.ServiceNamespace) || string.IsNullOrEmpty(spec.ServiceName))
        {
            review.Refuse("spec.owner.service", "the Service lacks a namespace or a name", "Give both.");
        }

        if (hasSelector)
        {
            review.Refuse(
                "spec.owner",
                "both a Service and selectors are given",
                "Name one Service, or select namespaces and Services.");
        }

        return new ServiceKey(spec.ServiceNamespace ?? "", spec.ServiceName ?? "");
    }

    private static void RefuseOverlaps(this ObjectReview review, IPReservation reservation, SortedSet<Reserved> defined)
    {
        for (var i = 0; i < reservation.Ranges.Length; i++)
        {
            var range = reservation.Ranges[i];
            if (FirstOverlap(range, defined) is { } other)
            {
                review.Refuse(
                    $"spec.addresses[{i}]",
                    $"{QuotedText.Of(range.Text)} overlaps {QuotedText.Of(other.Range.Text)} of IPReservation "
                    + QuotedText.Of(other.Name),
                    "Let every address belong to one reservation only.");
            }
        }
    }

    /// <summary>Accepted ranges never overlap, so only the last to begin at or before the end can.</summary>
    private static Reserved? FirstOverlap(AddressRange range, SortedSet<Reserved> defined)
    {
        var lowest = new AddressRange(Address.FromValue(0, range.Family), range.Last, "");
        var before = defined.GetViewBetween(new Reserved(lowest, ""), new Reserved(range with { First = range.Last }, "")).Max;
        return before is not null && before.Range.Overlaps(range) ? before : null;
    }

    private sealed record Reserved(AddressRange Range, string Name);
}
