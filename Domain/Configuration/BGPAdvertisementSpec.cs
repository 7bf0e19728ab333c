using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>A BGPAdvertisement as it was written, not yet judged.</summary>
public sealed record BGPAdvertisementSpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.creationTimestamp</c>: of two advertisements that contradict each other, the older is kept.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>spec.ipAddressPools</c>.</summary>
    public ImmutableArray<string> IPAddressPools { get; init; } = [];

    /// <summary><c>spec.ipAddressPoolSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> IPAddressPoolSelectors { get; init; } = [];

    /// <summary><c>spec.aggregationLength</c>, default 32.</summary>
    public int? AggregationLength { get; init; }

    /// <summary><c>spec.aggregationLengthV6</c>, default 128.</summary>
    public int? AggregationLengthV6 { get; init; }

    /// <summary><c>spec.localPref</c>, default 0.</summary>
    public long LocalPref { get; init; }

    /// <summary><c>spec.communities</c>: values, or names of Community objects' entries.</summary>
    public ImmutableArray<string> Communities { get; init; } = [];

    /// <summary><c>spec.peers</c>: names of BGPPeer objects.</summary>
    public ImmutableArray<string> Peers { get; init; } = [];

    /// <summary>Annotation <c>metalorleans.io/med</c>, null when left out.</summary>
    public string? Med { get; init; }

    /// <summary>Annotation <c>metalorleans.io/as-path-prepend</c>, null when left out.</summary>
    public string? Prepend { get; init; }

    /// <summary>Annotation <c>metalorleans.io/bandwidth-per-endpoint</c>, null when left out.</summary>
    public string? BandwidthPerEndpoint { get; init; }

    /// <summary><c>spec.nodeSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> NodeSelectors { get; init; } = [];

    /// <summary><c>spec.serviceSelectors</c>.</summary>
    public ImmutableArray<LabelSelectorSpec> ServiceSelectors { get; init; } = [];
}
