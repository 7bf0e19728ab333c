using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Sends one request: authentication, deadline, and what an answer means. Safe for concurrent use.</summary>
internal sealed class ApiConnection : IDisposable
{
    /// <summary>An error body longer than this is no Status.</summary>
    private const int ErrorBodyMax = 64 * 1024;

    private readonly KubernetesClientOptions _options;
    private readonly HttpClient _http;
    private readonly string _prefix;

    public ApiConnection(KubernetesClientOptions options)
    {
        _options = options;
        _http = ApiTransport.Create(options);
        _prefix = options.Server.AbsolutePath.TrimEnd('/');
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends and reads the whole answer with <paramref name="read"/>, within the request timeout.</summary>
    public async Task<TResult> SendAsync<TResult>(ApiRequest request, Func<ReadOnlyMemory<byte>, TResult> read, CancellationToken token)
    {
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);
        try
        {
            using var response = await SendAuthenticatedAsync(request, both.Token);
            using var body = await PooledBody.ReadAsync(response.Content, both.Token);
            return read(body.Memory);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"{request} was answered with something that is not the JSON expected: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !token.IsCancellationRequested)
        {
            throw new TimeoutException($"{request} was not answered within {_options.RequestTimeout.TotalSeconds:0.#} s.", e);
        }
    }

    /// <summary>Sends and returns as soon as the headers are there; the caller owns the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken token) =>
        await SendAuthenticatedAsync(request, token);

    private async Task<HttpResponseMessage> SendAuthenticatedAsync(ApiRequest request, CancellationToken token)
    {
        var response = await SendOnceAsync(request, token);
        if (response.StatusCode == HttpStatusCode.Unauthorized && _options.Token is { } source
            && await source.RefreshAsync(token))
        {
            response.Dispose();
            response = await SendOnceAsync(request, token);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ToExceptionAsync(request, response, token);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, CancellationToken token)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(_prefix + request.Path, UriKind.Relative))
        {
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (_options.TlsServerName is { Length: > 0 } name)
        {
            // The handler takes the name for SNI and for the certificate from here.
            message.Headers.Host = name;
        }

        if (_options.Token is { } source)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await source.GetTokenAsync(token));
        }

        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.MediaType);
        }

        return await SendCountedAsync(request, message, token);
    }

    private async Task<HttpResponseMessage> SendCountedAsync(
        ApiRequest request, HttpRequestMessage message, CancellationToken token)
    {
        try
        {
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token);
            ApiRequestMetrics.Count(request, response.StatusCode);
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            ApiRequestMetrics.Count(request, answer: null);
            throw;
        }
    }

    private async Task<KubernetesApiException> ToExceptionAsync(
        ApiRequest request,
        HttpResponseMessage response,
        CancellationToken token)
    {
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _options.Time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new KubernetesApiException(
            request.ToString(),
            response.StatusCode,
            await ReadStatusAsync(response, token),
            retryAfter > TimeSpan.Zero ? retryAfter : null);
    }

    private static async Task<Status> ReadStatusAsync(HttpResponseMessage response, CancellationToken token)
    {
        var synthetic = new Status
        {
            Code = (int)response.StatusCode,
            Message = $"the answer carried no Status ({response.ReasonPhrase ?? ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)})",
        };
        try
        {
            using var body = await PooledBody.ReadAsync(response.Content, token);
            if (body.Memory.Length is 0 or > ErrorBodyMax)
            {
                return synthetic;
            }

            var status = JsonSerializer.Deserialize(body.Memory.Span, KubernetesJson.Context.Status);
            return status is { Kind: "Status" } ? status : synthetic;
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException)
        {
            return synthetic;
        }
    }
}
