namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>Keeps what starts in a section from carrying the running call's context along.</summary>
internal readonly struct DetachedContext : IDisposable
{
    private readonly AsyncFlowControl? _control;

    private DetachedContext(AsyncFlowControl? control) => _control = control;

    public void Dispose() => _control?.Undo();

    internal static DetachedContext Enter() =>
        new(ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow());
}
