using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;
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
        _updates = meter.CreateCounter<long>(ClientMetrics.Updates.Name, description: ClientMetrics.Updates.Help);
        _errors = meter.CreateCounter<long>(ClientMetrics.UpdateErrors.Name, description: ClientMetrics.UpdateErrors.Help);
        meter.AddGauge(ClientMetrics.ConfigLoaded, () => readiness.Stage == SiloStage.Starting ? 0 : 1);
        meter.AddGauge(ClientMetrics.ConfigStale, () => configuration.HasRefusals ? 1 : 0);
        _updates.Add(0);
        _errors.Add(0);
    }

    public void CountUpdate() => _updates.Add(1);

    public void CountError() => _errors.Add(1);
}
