namespace MetalOrleans.Domain.Services;

/// <summary>A Kubernetes Event about a Service, in MetalLB's words (section 2.6 of the reference).</summary>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">The machine-readable reason, one of <see cref="ServiceEventReason"/>.</param>
/// <param name="Message">The sentence for a person.</param>
public sealed record ServiceEvent(ServiceEventType Type, string Reason, string Message);
