namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class FaultyGrain : Grain, IFaultyGrain, IDisposable
{
    private readonly Guid _activation = Guid.NewGuid();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("No good end.");

    public void Dispose() => Signals.Raise($"{this.GetPrimaryKeyString()}.disposed");

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<Guid> ActivationAsync() => Task.FromResult(_activation);
}
