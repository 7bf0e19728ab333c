namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>
/// What a program did with its configuration (O-145 to O-148), without labels. The silo's configuration is the cluster's
/// objects; an agent's is what its silo ordered.
/// </summary>
public static class ClientMetrics
{
    /// <summary>O-145, a counter.</summary>
    public static MetricDescription Updates { get; } = new(
        "metallb_k8s_client_updates_total",
        "Updates that were processed: of Kubernetes objects by the silo, of its orders by an agent.");

    /// <summary>O-146, a counter.</summary>
    public static MetricDescription UpdateErrors { get; } = new(
        "metallb_k8s_client_update_errors_total", "Updates whose processing failed.");

    /// <summary>O-147, a gauge.</summary>
    public static MetricDescription ConfigLoaded { get; } = new(
        "metallb_k8s_client_config_loaded_bool", "1 when the configuration has been read, and by an agent its first orders.");

    /// <summary>O-148, a gauge.</summary>
    public static MetricDescription ConfigStale { get; } = new(
        "metallb_k8s_client_config_stale_bool",
        "1 while something newer is not in force: in the silo a refused object, in an agent because it has no silo.");
}
