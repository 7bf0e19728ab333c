using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Announcements;

/// <summary>One Service behind an announced address: what its announcement depends on.</summary>
public sealed record ServiceBacking
{
    /// <summary>The Service.</summary>
    public required ServiceKey Service { get; init; }

    /// <summary>The pool that its address came from.</summary>
    public required string Pool { get; init; }

    /// <summary>The Service's labels, which advertisements select by (S-017).</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether only nodes with a serving endpoint may announce (L-014).</summary>
    public bool IsTrafficPolicyLocal { get; init; }

    /// <summary>Whether the Service carries the allow-shared-ip annotation, whatever its value (L-016).</summary>
    public bool HasSharingAnnotation { get; init; }

    /// <summary>Whether any endpoint anywhere can serve (L-010, L-030).</summary>
    public bool HasServingEndpoint { get; init; }

    /// <summary>The nodes that host an endpoint that can serve (L-014).</summary>
    public ImmutableSortedSet<string> ServingNodes { get; init; } = [];

    /// <summary>How many ready endpoints each node hosts, by node; nodes without one are left out.</summary>
    public ImmutableSortedDictionary<string, int> ReadyEndpoints { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>What the Service asks its routes to say.</summary>
    public ServiceRouteRequest Routes { get; init; } = ServiceRouteRequest.None;

    /// <summary>
    /// All addresses of the Service in the order of its status: several of one family when it asks for them, which may be
    /// spread over nodes.
    /// </summary>
    public ImmutableArray<Addressing.Address> Addresses { get; init; } = [];

    /// <summary>
    /// The first address of the Service, whose text the election hashes, so that all addresses of one Service have one
    /// announcer (L-040).
    /// </summary>
    public required Addressing.Address ElectionAddress { get; init; }

    /// <summary>
    /// Whether the Service got the address in the very pass that says so: nobody can have announced it before, so its
    /// announcement need not wait for agents that are still on their way back.
    /// </summary>
    public bool IsNewlyAssigned { get; init; }
}
