using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What has to be written so that one Service's ServiceBGPStatus objects say who advertises it to whom.</summary>
internal static class BgpStatusPlan
{
    /// <summary>Compares what there is with what there shall be: one object for each node with peers (C-140, C-143).</summary>
    /// <param name="service">The Service.</param>
    /// <param name="peers">The peers that hear of it, by node; a node without any has no object.</param>
    /// <param name="existing">The objects about the Service, in any order.</param>
    /// <param name="inNamespace">Where objects are created.</param>
    public static StatusPlan<ServiceBGPStatus> Make(
        ServiceKey service,
        ImmutableSortedDictionary<string, ImmutableSortedSet<string>> peers,
        IEnumerable<ServiceBGPStatus> existing,
        string inNamespace) =>
        NodeStatusPlan.Make(
            peers.Where(entry => !entry.Value.IsEmpty).ToImmutableSortedDictionary(
                entry => entry.Key,
                entry => new ServiceBGPStatus
                {
                    Metadata = new ObjectMeta
                    {
                        GenerateName = "bgp-",
                        Namespace = inNamespace,
                        Labels = ServiceLabels.For(service, entry.Key),
                    },
                    Status = Status(service, entry.Key, entry.Value),
                },
                StringComparer.Ordinal),
            existing,
            NodeOf,
            static (held, wanted) => Says(held.Status, wanted.Status!),
            static (held, wanted) => held with { Status = wanted.Status });

    /// <summary>The Service that an object is about; null when it does not say.</summary>
    public static ServiceKey? ServiceOf(ServiceBGPStatus item) =>
        item.Status is { ServiceName: { } name, ServiceNamespace: { } space }
            ? new ServiceKey(space, name)
            : ServiceLabels.ServiceOf(item.Metadata);

    /// <summary>The node that an object is about; null when it does not say.</summary>
    public static string? NodeOf(ServiceBGPStatus item) => item.Status?.Node ?? ServiceLabels.NodeOf(item.Metadata);

    private static ServiceBGPStatusStatus Status(ServiceKey service, string node, ImmutableSortedSet<string> peers) => new()
    {
        Node = node,
        ServiceName = service.Name,
        ServiceNamespace = service.Namespace,
        Peers = [.. peers],
    };

    private static bool Says(ServiceBGPStatusStatus? held, ServiceBGPStatusStatus wanted) =>
        held is not null
        && held.Node == wanted.Node
        && held.ServiceName == wanted.ServiceName
        && held.ServiceNamespace == wanted.ServiceNamespace
        && (held.Peers ?? []).SequenceEqual(wanted.Peers!, StringComparer.Ordinal);
}
