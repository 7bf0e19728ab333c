using MetalOrleans.Grains.Runtime.Activations;

namespace Orleans;

/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    protected Grain()
        : this(TaskScheduler.Current as Activation)
    {
    }

    protected Grain(IGrainContext? grainContext) => GrainContext = grainContext!;

    public IGrainContext GrainContext { get; }

    public GrainReference GrainReference => GrainContext.GrainReference;

    public string IdentityString => GrainContext?.GrainId.ToString() ?? string.Empty;

    public string RuntimeIdentity => Environment.MachineName;

    protected IGrainFactory GrainFactory => Context.Factory;

    protected internal IServiceProvider ServiceProvider => GrainContext?.ActivationServices!;

    private Activation Context =>
        GrainContext as Activation
        ?? throw new InvalidOperationException(
            $"{GetType().Name} was not made by the grain runtime, so it has no grain context: get it with GetGrain.");

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Ends this activation once the calls that it runs have completed.</summary>
    protected void DeactivateOnIdle() =>
        Context.Deactivate(new DeactivationReason(
            DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Keeps this activation from being collected as idle for a time; a negative time takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Context.DelayCollection(timeSpan);

    /// <summary>Ends this activation: there is no other silo for it to move to.</summary>
    protected void MigrateOnIdle() =>
        Context.Deactivate(new DeactivationReason(
            DeactivationReasonCode.Migrating, $"{nameof(MigrateOnIdle)} was called."));
}
