using System.Net;
using System.Text;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>Answers the first list of Services with an older one, as a cache that lags behind does.</summary>
internal sealed class StaleListHandler(HttpMessageHandler inner, string stale) : DelegatingHandler(inner)
{
    private int _isUsed;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isList = request.RequestUri!.AbsolutePath == "/api/v1/services"
            && !request.RequestUri.Query.Contains("watch", StringComparison.Ordinal);
        return isList && Interlocked.Exchange(ref _isUsed, 1) == 0
            ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(stale, Encoding.UTF8, "application/json"),
            })
            : base.SendAsync(request, cancellationToken);
    }
}
