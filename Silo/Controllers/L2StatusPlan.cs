using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What has to be written so that one Service's ServiceL2Status objects say who announces it (C-133).</summary>
/// <param name="Deletions">Objects of other nodes, and all but the oldest of one node.</param>
/// <param name="Updates">Objects of the right node whose status has to say something else.</param>
/// <param name="Creations">Objects that are missing.</param>
internal sealed record L2StatusPlan(
    ImmutableArray<ServiceL2Status> Deletions,
    ImmutableArray<ServiceL2Status> Updates,
    ImmutableArray<ServiceL2Status> Creations)
{
    // A label's value; node names may be longer, and the status names the node as well.
    private const int LabelLengthMax = 63;

    /// <summary>Compares what there is with what there shall be.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="announcers">The nodes that announce it, with the interfaces; no interface means every one.</param>
    /// <param name="existing">The objects about the Service, in any order.</param>
    /// <param name="inNamespace">Where objects are created: the namespace of the speakers (C-130).</param>
    public static L2StatusPlan Make(
        ServiceKey service,
        ImmutableSortedDictionary<string, ImmutableSortedSet<string>> announcers,
        IEnumerable<ServiceL2Status> existing,
        string inNamespace)
    {
        var deletions = ImmutableArray.CreateBuilder<ServiceL2Status>();
        var updates = ImmutableArray.CreateBuilder<ServiceL2Status>();
        var missing = announcers;
        foreach (var held in existing.OrderBy(item => item.Metadata.CreationTimestamp)
            .ThenBy(item => item.Metadata.Name, StringComparer.Ordinal))
        {
            if (NodeOf(held) is not { } node || !missing.TryGetValue(node, out var interfaces))
            {
                deletions.Add(held);
                continue;
            }

            missing = missing.Remove(node);
            var wanted = Status(service, node, interfaces);
            if (!Says(held.Status, wanted))
            {
                updates.Add(held with { Status = wanted });
            }
        }

        return new L2StatusPlan(
            deletions.ToImmutable(),
            updates.ToImmutable(),
            [.. missing.Select(entry => Create(service, entry.Key, entry.Value, inNamespace))]);
    }

    /// <summary>The Service that an object is about; null when it does not say.</summary>
    public static ServiceKey? ServiceOf(ServiceL2Status item) =>
        (item.Status?.ServiceName ?? item.Metadata.Labels?.GetValueOrDefault(ServiceL2Status.ServiceNameLabel)) is { } name
        && (item.Status?.ServiceNamespace ?? item.Metadata.Labels?.GetValueOrDefault(ServiceL2Status.ServiceNamespaceLabel)) is { } space
            ? new ServiceKey(space, name)
            : null;

    private static string? NodeOf(ServiceL2Status item) =>
        item.Status?.Node ?? item.Metadata.Labels?.GetValueOrDefault(ServiceL2Status.NodeLabel);

    private static ServiceL2Status Create(
        ServiceKey service, string node, ImmutableSortedSet<string> interfaces, string inNamespace)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ServiceL2Status.ServiceNameLabel] = service.Name,
            [ServiceL2Status.ServiceNamespaceLabel] = service.Namespace,
        };
        if (node.Length <= LabelLengthMax)
        {
            labels[ServiceL2Status.NodeLabel] = node;
        }

        return new ServiceL2Status
        {
            Metadata = new ObjectMeta { GenerateName = "l2-", Namespace = inNamespace, Labels = labels },
            Status = Status(service, node, interfaces),
        };
    }

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
