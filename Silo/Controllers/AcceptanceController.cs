using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Keeps the condition <c>Accepted</c> in the status of every configuration object but those that have more in their status: pools, their policies and reservations.</summary>
internal sealed partial class AcceptanceController(
    ConfigurationVerdicts verdicts, AcceptanceWriter writer, TimeProvider time, ILogger<AcceptanceController> logger)
{
    private readonly StatusLoop _loop = new(time);

    /// <summary>Says that a judgement, or an object's status, may have changed.</summary>
    public void Touch() => _loop.Touch();

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        _loop.RunAsync(WriteAsync, failure => LogNotWritten(logger, failure.Message), cancellationToken);

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var verdict in verdicts.All)
        {
            if (verdict is not (ConfigurationVerdict<IPAddressPool>
                or ConfigurationVerdict<IPReservation> or ConfigurationVerdict<PoolPolicy>))
            {
                await verdict.WriteAsync(writer, cancellationToken);
            }
        }
    }
}
