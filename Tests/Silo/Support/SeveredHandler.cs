namespace MetalOrleans.Tests.Silo.Support;

/// <summary>The connection of one silo to its API server, which can be cut at any moment: the silo behind it is as good as dead.</summary>
internal sealed class SeveredHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private volatile bool _isCut;
    private volatile bool _isStatusWriteFatal;
    private volatile bool _isFatalWriteStored;

    /// <summary>Whether the silo has died.</summary>
    public bool IsCut => _isCut;

    /// <summary>Nothing comes through any more.</summary>
    public void Cut() => _isCut = true;

    /// <summary>The silo dies at the next write of a Service's status.</summary>
    /// <param name="isStored">Whether the API server still gets it.</param>
    public void CutAtNextStatusWrite(bool isStored)
    {
        _isFatalWriteStored = isStored;
        _isStatusWriteFatal = true;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (_isStatusWriteFatal
            && request.Method == HttpMethod.Put
            && path.Contains("/services/", StringComparison.Ordinal)
            && path.EndsWith("/status", StringComparison.Ordinal))
        {
            _isCut = true;
            if (_isFatalWriteStored)
            {
                (await base.SendAsync(request, cancellationToken)).Dispose();
            }
        }

        return _isCut
            ? throw new HttpRequestException("The silo is dead.")
            : await base.SendAsync(request, cancellationToken);
    }
}
