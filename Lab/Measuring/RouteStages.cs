using System.Collections.Immutable;

namespace MetalOrleans.Lab.Measuring;

/// <summary>One Service on its way to a router, each time from the first octet of the request that creates it.</summary>
/// <param name="Created">The API server has acknowledged the request.</param>
/// <param name="Assigned">A watcher sees the address in the status.</param>
/// <param name="Ordered">The order has arrived at the last of the nodes.</param>
/// <param name="Sent">The UPDATE of the last of the nodes is on the wire.</param>
/// <param name="Tabled">bgpd has the prefix from the last of the nodes in its table.</param>
/// <param name="Installed">The kernel has the route from zebra.</param>
internal sealed record RouteStages(
    TimeSpan Created, TimeSpan Assigned, TimeSpan Ordered, TimeSpan Sent, TimeSpan Tabled, TimeSpan Installed)
{
    /// <summary>The stages of many Services.</summary>
    public static ImmutableArray<Distribution> Distribute(IReadOnlyCollection<RouteStages> all) =>
    [
        new Distribution("acknowledged by the API server", all.Select(one => one.Created)),
        new Distribution("address in the status, as a watcher sees it", all.Select(one => one.Assigned)),
        new Distribution("order at the last node", all.Select(one => one.Ordered)),
        new Distribution("UPDATE of the last node on the wire", all.Select(one => one.Sent)),
        new Distribution("from all nodes in bgpd's table", all.Select(one => one.Tabled)),
        new Distribution("in the router's kernel, by zebra", all.Select(one => one.Installed)),
    ];
}
