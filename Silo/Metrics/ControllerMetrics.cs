using System.Diagnostics.Metrics;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Metrics;

/// <summary>What the controllers did with the cluster's objects (O-145 to O-148).</summary>
internal sealed class ControllerMetrics
{
    private readonly Counter<long> _updates;
    private readonly Counter<long> _errors;

    public ControllerMetrics(IMeterFactory meters, SiloReadiness readiness, ConfigurationController configuration)
    {
        var meter = meters.Create("MetalOrleans.Silo.Controllers");
        _updates = meter.CreateCounter<long>(
            "metallb_k8s_client_updates_total", description: "Updates of Kubernetes objects that were processed.");
        _errors = meter.CreateCounter<long>(
            "metallb_k8s_client_update_errors_total", description: "Updates of Kubernetes objects whose processing failed.");
        meter.CreateObservableGauge(
            "metallb_k8s_client_config_loaded_bool",
            () => readiness.IsReady ? 1 : 0,
            description: "1 when the configuration has been read.");
        meter.CreateObservableGauge(
            "metallb_k8s_client_config_stale_bool",
            () => configuration.HasRefusals ? 1 : 0,
            description: "1 when a configuration object is refused; the others are in force.");
        _updates.Add(0);
        _errors.Add(0);
    }

    public void CountUpdate() => _updates.Add(1);

    public void CountError() => _errors.Add(1);
}
