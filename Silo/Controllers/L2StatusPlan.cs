using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What has to be written so that one Service's ServiceL2Status objects say who announces it (C-133).</summary>
internal static class L2StatusPlan
{
    /// <summary>Compares what there is with what there shall be: one object for each node that announces.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="announcers">The nodes that announce it, with the interfaces; no interface means every one.</param>
    /// <param name="existing">The objects about the Service, in any order.</param>
    /// <param name="inNamespace">Where objects are created: the namespace of the speakers (C-130).</param>
    public static StatusPlan<ServiceL2Status> Make(
        ServiceKey service,
        ImmutableSortedDictionary<string, ImmutableSortedSet<string>> announcers,
        IEnumerable<ServiceL2Status> existing,
        string inNamespace) =>
        NodeStatusPlan.Make(
            announcers.ToImmutableSortedDictionary(
                entry => entry.Key,
                entry => new ServiceL2Status
                {
                    Metadata = new ObjectMeta
                    {
                        GenerateName = "l2-",
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
    public static ServiceKey? ServiceOf(ServiceL2Status item) =>
        item.Status is { ServiceName: { } name, ServiceNamespace: { } space }
            ? new ServiceKey(space, name)
            : ServiceLabels.ServiceOf(item.Metadata);

    private static string? NodeOf(ServiceL2Status item) => item.Status?.Node ?? ServiceLabels.NodeOf(item.Metadata);

    private static ServiceL2StatusStatus Status(ServiceKey service, string node, ImmutableSortedSet<string> interfaces) => new()
    {
        Node = node,
        ServiceName = service.Name,
        ServiceNamespace = service.Namespace,
        Interfaces = interfaces.IsEmpty ? null : [.. interfaces.Select(name => new ServiceL2StatusInterface { Name = name })],
    };

    private static bool Says(ServiceL2StatusStatus? held, ServiceL2StatusStatus wanted) =>
        held is not null
        && held.Node == wanted.Node
        && held.ServiceName == wanted.ServiceName
        && held.ServiceNamespace == wanted.ServiceNamespace
        && (held.Interfaces ?? []).Select(item => item.Name).SequenceEqual((wanted.Interfaces ?? []).Select(item => item.Name));
}
