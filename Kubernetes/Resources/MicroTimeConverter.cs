namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>metav1.MicroTime</c>: RFC 3339 in UTC, always six digits of a second, which the server insists on.</summary>
public sealed class MicroTimeConverter() : UtcTimeConverter("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
