using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Services;
using MetalOrleans.Kubernetes.Events;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Turns what happened to a Service into Kubernetes Events in its namespace (S-080).</summary>
internal sealed class ServiceEventSink(ServiceStore services, EventRecorders recorders) : IServiceEventSink
{
    public void Record(ServiceKey service, ServiceEvent serviceEvent)
    {
        if (services.TryGet(service, out var resource))
        {
            recorders.Controller.Record(
                resource, ToKind(serviceEvent.Type), serviceEvent.Reason, serviceEvent.Message);
        }
    }

    private static EventKind ToKind(ServiceEventType type) =>
        type == ServiceEventType.Warning ? EventKind.Warning : EventKind.Normal;
}
