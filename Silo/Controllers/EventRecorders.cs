using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Events;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The two names under which events are published, as operators know them (section 2.6).</summary>
/// <param name="Controller">For addresses and configuration: <c>metallb-controller</c>.</param>
/// <param name="Speaker">For announcements: <c>metallb-speaker</c>.</param>
internal sealed record EventRecorders(EventRecorder Controller, EventRecorder Speaker)
{
    public static EventRecorders Create(
        KubernetesClient client, SiloOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        return new EventRecorders(New("metallb-controller"), New("metallb-speaker"));

        EventRecorder New(string component) => new(
            client,
            new EventRecorderOptions { Component = component, Host = options.Name },
            time,
            loggers.CreateLogger<EventRecorder>());
    }
}
