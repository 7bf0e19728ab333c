using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Election;

/// <summary>MetalLB's stateless choice of the layer-2 announcer (L-010 to L-045).</summary>
public static class L2Election
{
    /// <summary>Decides who announces an address for the Services behind it.</summary>
    /// <param name="services">The Services behind the address; several when it is shared.</param>
    /// <param name="view">The configuration, the nodes and the connected agents.</param>
    public static L2Decision Decide(IReadOnlyCollection<ServiceBacking> services, ClusterView view) =>
        throw new NotImplementedException();

    /// <summary>Orders nodes by score, highest first, then by SHA-256 of <c>node#address</c>, lowest first (L-040).</summary>
    public static ImmutableArray<string> Rank(IEnumerable<(string Node, int Score)> candidates, Address address) =>
        throw new NotImplementedException();
}
