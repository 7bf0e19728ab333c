using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Allocation;

/// <summary>Which addresses of a pool its reservations keep: what they name, and what was picked for those that count.</summary>
internal sealed class ReservedAddresses
{
    private readonly ImmutableArray<ReservedRange> _ranges;
    private readonly ImmutableDictionary<string, ImmutableArray<AddressRange>> _byReservation;

    private ReservedAddresses(
        ImmutableArray<IPReservation> reservations,
        ImmutableDictionary<string, ImmutableSortedSet<Address>> picks,
        ImmutableArray<ReservedRange> ranges)
    {
        Reservations = reservations;
        Picks = picks;
        _ranges = ranges;
        _byReservation = ranges.GroupBy(range => range.Reservation, StringComparer.Ordinal).ToImmutableDictionary(
            group => group.Key, group => group.Select(item => item.Range).ToImmutableArray(), StringComparer.Ordinal);
        IsShort = reservations.Any(item => item.IsCounted
            && PicksOf(item.Name).Count < item.CountIPv4 + item.CountIPv6);
    }

    /// <summary>Nothing is reserved.</summary>
    public static ReservedAddresses Empty { get; } =
        new([], ImmutableDictionary.Create<string, ImmutableSortedSet<Address>>(StringComparer.Ordinal), []);

    /// <summary>The reservations, oldest first.</summary>
    public ImmutableArray<IPReservation> Reservations { get; }

    /// <summary>What was picked for each reservation that counts.</summary>
    public ImmutableDictionary<string, ImmutableSortedSet<Address>> Picks { get; }

    /// <summary>Whether a reservation that counts has fewer addresses than it wants.</summary>
    public bool IsShort { get; }

    /// <summary>All ranges, ascending, none overlapping another.</summary>
    public ImmutableArray<ReservedRange> Ranges => _ranges;

    /// <summary>What is reserved when these are the reservations and the picks.</summary>
    /// <remarks>
    /// A pick stays a pick when a later reservation names its address: the ranges of that one are cut around it.
    /// </remarks>
    public static ReservedAddresses Of(
        ImmutableArray<IPReservation> reservations, ImmutableDictionary<string, ImmutableSortedSet<Address>> picks)
    {
        var picked = picks.Values.SelectMany(set => set).ToImmutableSortedSet();
        var ranges = picks.SelectMany(entry => Merge(entry.Value).Select(range => new ReservedRange(range, entry.Key)))
            .Concat(
                from reservation in reservations
                from range in reservation.Ranges
                from part in Cut(range, picked)
                select new ReservedRange(part, reservation.Name))
            .Order(ReservedRange.Order);
        return new ReservedAddresses(reservations, picks, [.. ranges]);
    }

    /// <summary>The reservation that keeps the address; null when none does.</summary>
    public string? Of(Address address)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var range = _ranges[middle].Range;
            if (range.Contains(address))
            {
                return _ranges[middle].Reservation;
            }

            if (range.First.CompareTo(address) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return null;
    }

    /// <summary>What a reservation keeps, ascending.</summary>
    public ImmutableArray<AddressRange> RangesOf(string reservation) => _byReservation.GetValueOrDefault(reservation, []);

    /// <summary>How many addresses of a family are reserved, saturating.</summary>
    public long Count(IPFamily family)
    {
        var sum = UInt128.Zero;
        foreach (var item in _ranges.Where(item => item.Range.Family == family))
        {
            var size = item.Range.Last.Value - item.Range.First.Value;
            sum += UInt128.Min(size, (UInt128)long.MaxValue - 1) + 1;
        }

        return (long)UInt128.Min(sum, (UInt128)long.MaxValue);
    }

    /// <summary>What was picked for a reservation.</summary>
    public ImmutableSortedSet<Address> PicksOf(string reservation) => Picks.GetValueOrDefault(reservation, []);

    /// <summary>The addresses as ranges of consecutive ones.</summary>
    private static IEnumerable<AddressRange> Merge(ImmutableSortedSet<Address> addresses)
    {
        Address? first = null;
        Address last = default;
        foreach (var address in addresses)
        {
            if (first is { } start && (address.Family != last.Family || address.Value != last.Value + 1))
            {
                yield return Between(start, last);
                first = null;
            }

            first ??= address;
            last = address;
        }

        if (first is { } begin)
        {
            yield return Between(begin, last);
        }
    }

    /// <summary>The parts of a range between the addresses.</summary>
    private static IEnumerable<AddressRange> Cut(AddressRange range, ImmutableSortedSet<Address> around)
    {
        var first = range.First.Value;
        var index = around.IndexOf(range.First);
        for (index = index < 0 ? ~index : index; index < around.Count && range.Contains(around[index]); index++)
        {
            var cut = around[index].Value;
            if (first < cut)
            {
                yield return Between(Address.FromValue(first, range.Family), Address.FromValue(cut - 1, range.Family));
            }

            if (cut == range.Last.Value)
            {
                yield break;
            }

            first = cut + 1;
        }

        yield return first == range.First.Value
            ? range
            : Between(Address.FromValue(first, range.Family), range.Last);
    }

    private static AddressRange Between(Address first, Address last) =>
        new(first, last, first == last ? first.ToString() : $"{first}-{last}");
}
