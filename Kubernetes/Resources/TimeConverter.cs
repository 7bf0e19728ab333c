namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>metav1.Time</c>: RFC 3339 in UTC, whole seconds.</summary>
public sealed class TimeConverter() : UtcTimeConverter("yyyy-MM-dd'T'HH:mm:ss'Z'");
