namespace MetalOrleans.Kubernetes.Events;

/// <summary>An Event in the cluster that repeats are added to.</summary>
internal readonly record struct EventSeries(string Name, int Count, DateTimeOffset FirstAt);
