using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Services;

/// <summary>Takes the events that a convergence pass tells the Service's owner (section 2.6). Implemented by the silo.</summary>
public interface IServiceEventSink
{
    /// <summary>Records an event on the Service; never blocks, never fails.</summary>
    void Record(ServiceView service, ServiceEvent serviceEvent);
}
