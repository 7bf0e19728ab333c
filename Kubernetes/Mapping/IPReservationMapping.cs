using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;
using ReservationSpec = MetalOrleans.Domain.Configuration.IPReservationSpec;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>Between an IPReservation and its domain words.</summary>
public static class IPReservationMapping
{
    // Enough to see who uses a reservation; a status has a size to stay within.
    private const int UsedMax = 100;

    /// <summary>The specification, as it was written.</summary>
    public static ReservationSpec ToSpec(IPReservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        var spec = reservation.Spec ?? new IPReservationSpec();
        return new ReservationSpec
        {
            Name = reservation.Metadata.Name,
            CreatedAt = reservation.Metadata.CreationTimestamp ?? default,
            Pool = spec.Pool ?? "",
            Addresses = [.. spec.Addresses ?? []],
            CountIPv4 = spec.Count?.Ipv4 ?? 0,
            CountIPv6 = spec.Count?.Ipv6 ?? 0,
            ServiceNamespace = spec.Owner?.Service is { } service ? service.Namespace ?? "" : null,
            ServiceName = spec.Owner?.Service is { } named ? named.Name ?? "" : null,
            Namespaces = [.. spec.Owner?.Namespaces ?? []],
            NamespaceSelectors = SelectorMapping.ToSpecs(spec.Owner?.NamespaceSelectors),
            ServiceSelectors = SelectorMapping.ToSpecs(spec.Owner?.ServiceSelectors),
        };
    }

    /// <summary>The addresses that were picked before, as the status remembers them; what makes no sense is left out.</summary>
    public static ImmutableArray<Address> ToPicks(IPReservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        if (reservation.Spec?.Count is null)
        {
            return [];
        }

        var picks = ImmutableArray.CreateBuilder<Address>();
        foreach (var text in reservation.Status?.Addresses ?? [])
        {
            if (Address.TryParse(text, out var address))
            {
                picks.Add(address.Unmap());
            }
        }

        return picks.ToImmutable();
    }

    /// <summary>The reservation with what its pool keeps for it in its status; the very same one if nothing would change.</summary>
    /// <param name="reservation">The object as it was read.</param>
    /// <param name="keeping">What the pool keeps; null when it keeps nothing.</param>
    public static IPReservation WithKeeping(IPReservation reservation, ReservationKeeping? keeping)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        var status = reservation.Status ?? new IPReservationStatus();
        var isCounted = reservation.Spec?.Count is not null;
        List<string> addresses = [.. (keeping?.Ranges ?? []).SelectMany(range => isCounted ? Each(range) : [range.Text])];
        List<AddressUser> used =
        [
            .. (from use in keeping?.Uses ?? []
                from service in use.Services
                select ToUser(use.Address, service)).Take(UsedMax),
        ];
        var inUse = keeping?.Uses.Length ?? 0;
        return reservation.Status is not null && status.InUse == inUse
            && addresses.SequenceEqual(status.Addresses ?? [])
            && used.Select(Identity).SequenceEqual((status.Used ?? []).Select(Identity))
                ? reservation
                : reservation with { Status = status with { Addresses = addresses, Used = used, InUse = inUse } };
    }

    private static AddressUser ToUser(Address address, ServiceKey service) =>
        new() { Address = address.ToString(), Namespace = service.Namespace, Name = service.Name };

    private static (string?, string?, string?) Identity(AddressUser user) => (user.Address, user.Namespace, user.Name);

    private static IEnumerable<string> Each(AddressRange range)
    {
        for (var value = range.First.Value; ; value++)
        {
            yield return Address.FromValue(value, range.Family).ToString();
            if (value == range.Last.Value)
            {
                yield break;
            }
        }
    }
}
