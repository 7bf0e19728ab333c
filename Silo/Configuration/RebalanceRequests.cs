using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Silo.Configuration;

/// <summary>Operators' requests to move addresses to where they belong: new values of an annotation on nodes.</summary>
internal static class RebalanceRequests
{
    /// <summary>
    /// The nodes whose request is new. What a node says when it is first seen is no request: it was made to another silo, or
    /// long ago.
    /// </summary>
    public static IEnumerable<string> New(ClusterView before, ClusterView after) =>
        ReferenceEquals(before.Nodes, after.Nodes)
            ? []
            : after.Nodes.Values
                .Where(node => node.RebalanceRequest is { } request
                    && before.Nodes.TryGetValue(node.Name, out var known)
                    && known.RebalanceRequest != request)
                .Select(node => node.Name);
}
