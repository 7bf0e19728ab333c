using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The labels by which statuses name a node and a Service (C-130, C-140).</summary>
internal static class ServiceLabels
{
    public static Dictionary<string, string> For(ServiceKey service, string node)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ServiceL2Status.ServiceNameLabel] = service.Name,
            [ServiceL2Status.ServiceNamespaceLabel] = service.Namespace,
        };
        // A longer name is left out; the status has it as well.
        if (LabelText.Fits(node))
        {
            labels[ServiceL2Status.NodeLabel] = node;
        }

        return labels;
    }

    public static ServiceKey? ServiceOf(ObjectMeta metadata) =>
        metadata.Labels?.GetValueOrDefault(ServiceL2Status.ServiceNameLabel) is { } name
        && metadata.Labels.GetValueOrDefault(ServiceL2Status.ServiceNamespaceLabel) is { } space
            ? new ServiceKey(space, name)
            : null;

    public static string? NodeOf(ObjectMeta metadata) => metadata.Labels?.GetValueOrDefault(ServiceL2Status.NodeLabel);
}
