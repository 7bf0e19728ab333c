namespace MetalOrleans.Kubernetes.Client;

/// <summary>Where the bearer token comes from.</summary>
public interface ITokenSource
{
    /// <summary>The token to send now.</summary>
    ValueTask<string> GetTokenAsync(CancellationToken token);

    /// <summary>Forgets what is remembered, because the server refused it; true if the next token may differ.</summary>
    ValueTask<bool> RefreshAsync(CancellationToken token);
}
