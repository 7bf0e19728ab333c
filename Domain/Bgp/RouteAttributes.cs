using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Bgp;

/// <summary>What a route says about itself besides its prefix, its path and its next hop.</summary>
public sealed record RouteAttributes
{
    /// <summary>A route that says nothing.</summary>
    public static RouteAttributes None { get; } = new();

    /// <summary>LOCAL_PREF towards internal peers, the higher the better; null leaves it to the engine (C-052, B-023).</summary>
    public uint? LocalPreference { get; init; }

    /// <summary>MULTI_EXIT_DISC, the lower the better; null for none (RFC 4271 §5.1.4). MetalLB has no such thing (B-024).</summary>
    public uint? Med { get; init; }

    /// <summary>The communities, standard and large together (C-053).</summary>
    public ImmutableSortedSet<BgpCommunity> Communities { get; init; } = [];

    /// <summary>How many times more than once the own number stands in the AS path towards external peers, from 0.</summary>
    public int Prepend { get; init; }

    /// <summary>Octets a second of the link-bandwidth extended community; 0, the default, for none.</summary>
    public float LinkBandwidth { get; init; }

    /// <summary>
    /// Both at once, for a prefix that has several reasons: all communities (B-012), and of everything else what draws more
    /// traffic, whatever the order in which they are met.
    /// </summary>
    public RouteAttributes Union(RouteAttributes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Equals(other)
            ? this
            : new RouteAttributes
            {
                LocalPreference = LocalPreference is null || other.LocalPreference > LocalPreference
                    ? other.LocalPreference
                    : LocalPreference,
                Med = Med is null || other.Med is null ? null : Math.Min(Med.Value, other.Med.Value),
                Communities = Communities.Union(other.Communities),
                Prepend = Math.Min(Prepend, other.Prepend),
                LinkBandwidth = Math.Max(LinkBandwidth, other.LinkBandwidth),
            };
    }

    /// <summary>
    /// The same route as it is sent while its node is about to go: every router keeps it as the last resort
    /// (<see href="https://www.rfc-editor.org/rfc/rfc8326#section-4.2">RFC 8326 §4.2</see>).
    /// </summary>
    public RouteAttributes ShuttingDown() => this with
    {
        LocalPreference = 0,
        Communities = Communities.Add(WellKnownCommunities.GracefulShutdown),
    };

    /// <summary>Whether the other route says the same.</summary>
    public bool Equals(RouteAttributes? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (LocalPreference == other.LocalPreference
                && Med == other.Med
                && Prepend == other.Prepend
                && LinkBandwidth.Equals(other.LinkBandwidth)
                && Contents.Same(Communities, other.Communities)));

    /// <summary>The hash of what is cheap to hash.</summary>
    public override int GetHashCode() => HashCode.Combine(LocalPreference, Med, Prepend, LinkBandwidth, Communities.Count);
}
