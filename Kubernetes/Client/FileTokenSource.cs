namespace MetalOrleans.Kubernetes.Client;

/// <summary>A token in a file that somebody else rotates, as the kubelet does with projected tokens.</summary>
/// <remarks>
/// The file is read again after <see cref="RereadInterval"/>, and at once after the server refused the token. When the
/// file cannot be read, the token that is remembered is kept. Safe for concurrent use.
/// </remarks>
public sealed class FileTokenSource(string path, TimeProvider time) : ITokenSource
{
    /// <summary>A tenth of the shortest lifetime the API server grants, 10 minutes; the kubelet rotates at 80 % of it.</summary>
    public static readonly TimeSpan RereadInterval = TimeSpan.FromMinutes(1);

    private volatile Remembered? _remembered;

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be read, or is empty, and no earlier token is known.</exception>
    public async ValueTask<string> GetTokenAsync(CancellationToken token)
    {
        var remembered = _remembered;
        if (remembered is not null && time.GetElapsedTime(remembered.ReadAt) < RereadInterval)
        {
            return remembered.Token;
        }

        return (await ReadAsync(remembered, token)).Token;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RefreshAsync(CancellationToken token)
    {
        var before = _remembered;
        var after = await ReadAsync(before, token);
        return !string.Equals(before?.Token, after.Token, StringComparison.Ordinal);
    }

    private async ValueTask<Remembered> ReadAsync(Remembered? before, CancellationToken token)
    {
        try
        {
            var text = (await File.ReadAllTextAsync(path, token)).Trim();
            if (text.Length == 0)
            {
                throw new IOException($"The token file {path} is empty. Check that the token is mounted there.");
            }

            return _remembered = new Remembered(text, time.GetTimestamp());
        }
        catch (Exception e) when (before is not null && e is IOException or UnauthorizedAccessException)
        {
            return _remembered = new Remembered(before!.Token, time.GetTimestamp());
        }
    }

    private sealed class Remembered(string token, long readAt)
    {
        public string Token => token;

        public long ReadAt => readAt;
    }
}
