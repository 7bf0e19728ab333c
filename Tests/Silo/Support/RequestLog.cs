using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>
/// Notes what is asked of the API server about single objects, as verb and path. Lists and watches, which bring what changed,
/// and Leases, which are renewed all the time, are not noted.
/// </summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<string> _requests = [];

    /// <summary>What has been asked since the last call.</summary>
    public ImmutableArray<string> Take()
    {
        var taken = ImmutableArray.CreateBuilder<string>();
        while (_requests.TryDequeue(out var request))
        {
            taken.Add(request);
        }

        return taken.ToImmutable();
    }

    /// <summary>A handler that notes what passes through it.</summary>
    public HttpMessageHandler Wrap(HttpMessageHandler inner) => new Handler(inner, _requests);

    private sealed class Handler(HttpMessageHandler inner, ConcurrentQueue<string> requests) : DelegatingHandler(inner)
    {
        private static readonly string[] _resources = ["services", "ipaddresspools"];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var parts = request.RequestUri!.AbsolutePath.Split('/');
            var isOfOne = request.Method != HttpMethod.Get || _resources.Contains(parts[^2], StringComparer.Ordinal);
            if (isOfOne && !parts.Contains("leases", StringComparer.Ordinal))
            {
                requests.Enqueue($"{request.Method} {request.RequestUri.AbsolutePath}");
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
