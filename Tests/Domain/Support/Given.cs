using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Selection;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Tests.Domain.Support;

/// <summary>Short ways to say what a test starts from.</summary>
internal static class Given
{
    public static ImmutableDictionary<string, string> Labels(params string[] pairs) =>
        pairs.Select(pair => pair.Split('=')).ToImmutableDictionary(pair => pair[0], pair => pair[1]);

    public static LabelSelector Selector(params string[] pairs) => new(
        [.. Labels(pairs).Select(label => new LabelRequirement(label.Key, LabelOperator.In, [label.Value]))]);

    public static AddressPool Pool(string name, params string[] ranges) => new()
    {
        Name = name,
        Ranges = [.. ranges.Select(Range)],
    };

    public static AddressRange Range(string text) =>
        AddressRange.Parse(text) is { Range: { } range } ? range : throw new ArgumentException("Not a range.", nameof(text));

    public static ImmutableArray<Address> Addresses(params string[] texts) => [.. texts.Select(Address.Parse)];

    public static ClusterView View(params AddressPool[] pools) => ClusterView.Empty with
    {
        Pools = ClusterView.Empty.Pools.AddRange(pools.Select(pool => KeyValuePair.Create(pool.Name, pool))),
    };

    public static ClusterView WithNodes(this ClusterView view, params ClusterNode[] nodes) => view with
    {
        Nodes = ClusterView.Empty.Nodes.AddRange(nodes.Select(node => KeyValuePair.Create(node.Name, node))),
        Agents = ClusterView.Empty.Agents.Union(nodes.Select(node => node.Name)),
    };

    public static ClusterView WithAdvertisements(this ClusterView view, params L2Advertisement[] advertisements) =>
        view with
        {
            L2Advertisements = ClusterView.Empty.L2Advertisements.AddRange(
                advertisements.Select(advertisement => KeyValuePair.Create(advertisement.Name, advertisement))),
        };

    public static ClusterNode Node(string name, params string[] labels) => new() { Name = name, Labels = Labels(labels) };

    /// <summary>A LoadBalancer Service with one IPv4 cluster IP and port TCP/80.</summary>
    public static ServiceView Service(string name = "web") => new()
    {
        Key = new ServiceKey("default", name),
        IsLoadBalancer = true,
        ClusterIPs = ["10.96.0.1"],
        Ports = [new ServicePort("TCP", 80)],
    };

    public static ServiceView DualStack(this ServiceView service, IPFamilyPolicy policy) =>
        service with { ClusterIPs = ["10.96.0.1", "fd00:96::1"], IPFamilyPolicy = policy };

    public static ServiceView Annotated(this ServiceView service, string key, string value) =>
        service with { Annotations = service.Annotations.SetItem(key, value) };

    /// <summary>The Service as it looks after an earlier pass gave it these addresses.</summary>
    public static ServiceView Having(this ServiceView service, string pool, params string[] addresses) =>
        service.Annotated(ServiceAnnotations.AllocatedFromPool, pool) with { IngressIPs = [.. addresses] };
}
