using MetalOrleans.Kubernetes.Events;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The two names under which events are published, as operators know them (section 2.6).</summary>
/// <param name="Controller">For addresses and configuration: <c>metallb-controller</c>.</param>
/// <param name="Speaker">For announcements: <c>metallb-speaker</c>.</param>
internal sealed record EventRecorders(EventRecorder Controller, EventRecorder Speaker);
