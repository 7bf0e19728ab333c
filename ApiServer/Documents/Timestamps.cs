using System.Globalization;

namespace MetalOrleans.ApiServer.Documents;

/// <summary>The form of time in Kubernetes objects.</summary>
internal static class Timestamps
{
    /// <summary>metav1.Time: RFC 3339 in whole seconds.</summary>
    public static string Seconds(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
