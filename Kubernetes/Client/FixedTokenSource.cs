namespace MetalOrleans.Kubernetes.Client;

/// <summary>A token that never changes.</summary>
public sealed class FixedTokenSource(string bearerToken) : ITokenSource
{
    /// <inheritdoc/>
    public ValueTask<string> GetTokenAsync(CancellationToken token) => ValueTask.FromResult(bearerToken);

    /// <inheritdoc/>
    public ValueTask<bool> RefreshAsync(CancellationToken token) => ValueTask.FromResult(false);
}
