using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Services;

/// <summary>Takes the events that tell a Service's owner what happened (section 2.6). Implemented by the silo.</summary>
public interface IServiceEventSink
{
    /// <summary>Records an event on the Service; never blocks, never fails.</summary>
    void Record(ServiceKey service, ServiceEvent serviceEvent);
}
