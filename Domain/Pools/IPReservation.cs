using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Selection;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Pools;

/// <summary>
/// Addresses of a pool that only some Services may have (IPReservation of metalorleans.io), already validated: either the
/// <see cref="Ranges"/>, or as many addresses as counted, which the pool picks once.
/// </summary>
public sealed record IPReservation
{
    /// <summary>The object's name.</summary>
    public required string Name { get; init; }

    /// <summary>The pool, which need not exist yet.</summary>
    public required string Pool { get; init; }

    /// <summary>When it was created: of two that want one address, the older has it, then the one first by name.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The addresses; empty when they are counted.</summary>
    public ImmutableArray<AddressRange> Ranges { get; init; } = [];

    /// <summary>How many IPv4 addresses the pool picks.</summary>
    public int CountIPv4 { get; init; }

    /// <summary>How many IPv6 addresses the pool picks.</summary>
    public int CountIPv6 { get; init; }

    /// <summary>The one Service that may have them; null when it is namespaces and Services by selector.</summary>
    public ServiceKey? Service { get; init; }

    /// <summary>Namespaces by name; empty together with their selectors means any.</summary>
    public ImmutableSortedSet<string> Namespaces { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Namespaces by label, ORed.</summary>
    public ImmutableArray<LabelSelector> NamespaceSelectors { get; init; } = [];

    /// <summary>Services by label, ORed, and ANDed with the namespace condition.</summary>
    public ImmutableArray<LabelSelector> ServiceSelectors { get; init; } = [];

    /// <summary>Whether the pool picks the addresses.</summary>
    public bool IsCounted => Ranges.IsEmpty;

    /// <summary>How many addresses of a family the pool picks.</summary>
    public int Count(IPFamily family) => family == IPFamily.IPv4 ? CountIPv4 : CountIPv6;

    /// <summary>Whether the Service may have the addresses.</summary>
    public bool Admits(ServiceView service, IReadOnlyDictionary<string, string> namespaceLabels)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Service is { } only
            ? only == service.Key
            : ((Namespaces.IsEmpty && NamespaceSelectors.IsEmpty)
                || Namespaces.Contains(service.Key.Namespace)
                || NamespaceSelectors.Any(selector => selector.Matches(namespaceLabels)))
            && (ServiceSelectors.IsEmpty || ServiceSelectors.Any(selector => selector.Matches(service.Labels)));
    }

    /// <summary>Whether the other reservation says the same, whatever object it was read from.</summary>
    public bool Equals(IPReservation? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Pool, other.Pool, StringComparison.Ordinal)
        && CreatedAt == other.CreatedAt
        && Contents.Same(Ranges, other.Ranges)
        && CountIPv4 == other.CountIPv4
        && CountIPv6 == other.CountIPv6
        && Service == other.Service
        && Contents.Same(Namespaces, other.Namespaces)
        && Contents.Same(NamespaceSelectors, other.NamespaceSelectors)
        && Contents.Same(ServiceSelectors, other.ServiceSelectors);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
