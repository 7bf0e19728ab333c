using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Webhooks;

/// <summary>Calls webhooks over HTTPS where their <c>clientConfig</c> says, trusting their <c>caBundle</c> and nothing else.</summary>
/// <param name="services">Where a Service's webhook really listens (namespace, name, port); null for nowhere.</param>
internal sealed class WebhookCall(Func<string, string, int, Uri?> services) : IDisposable
{
    private const int HttpsPort = 443;

    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Posts a review and reads the answer's <c>response</c>.</summary>
    /// <exception cref="HttpRequestException">The webhook cannot be called, is not trusted, or answers something else.</exception>
    public async Task<JsonObject> PostAsync(JsonObject? clientConfig, JsonObject review, CancellationToken cancellationToken)
    {
        var (client, address) = Open(clientConfig);
        using var request = Request(address, review);
        using var answer = await client.SendAsync(request, cancellationToken);
        return Read(answer, review, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>The same for callers that cannot wait: objects are converted in the middle of reading them.</summary>
    /// <exception cref="HttpRequestException">As above.</exception>
    public JsonObject Post(JsonObject? clientConfig, JsonObject review, CancellationToken cancellationToken)
    {
        var (client, address) = Open(clientConfig);
        using var request = Request(address, review);
        using var answer = client.Send(request, cancellationToken);
        using var reader = new StreamReader(answer.Content.ReadAsStream(cancellationToken));
        return Read(answer, review, reader.ReadToEnd());
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private (HttpClient Client, Uri Address) Open(JsonObject? clientConfig)
    {
        var bundle = clientConfig.Text("caBundle") ?? "";
        if (clientConfig.Text("url") is { } url)
        {
            return (ClientFor(bundle, name: null), new Uri(url));
        }

        var service = clientConfig.Object("service") ?? throw new HttpRequestException("clientConfig names neither url nor service");
        var (@namespace, name) = (service.Text("namespace") ?? "", service.Text("name") ?? "");
        var target = services(@namespace, name, (int)(service.Integer("port") ?? HttpsPort))
            ?? throw new HttpRequestException($"service \"{name}\" not found");
        return (ClientFor(bundle, $"{name}.{@namespace}.svc"), new Uri(target, service.Text("path") ?? "/"));
    }

    private HttpClient ClientFor(string bundle, string? name) => _clients.GetOrAdd(name + " " + bundle, _ =>
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            trust.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new HttpRequestException($"caBundle is no certificate: {e.Message}", e);
        }

        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = trust;
        if (name is not null)
        {
            handler.SslOptions.TargetHost = name;
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    });

    private static HttpRequestMessage Request(Uri address, JsonObject review) => new(HttpMethod.Post, address)
    {
        Content = new StringContent(Doc.ToJson(review), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
    };

    private static JsonObject Read(HttpResponseMessage answer, JsonObject review, string text)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the webhook answered with status {(int)answer.StatusCode}: {text.Trim()}");
        }

        try
        {
            var body = JsonNode.Parse(text) as JsonObject;
            return body.Text("apiVersion") == review.Text("apiVersion")
                && body.Text("kind") == review.Text("kind")
                && body.Object("response") is { } response
                && response.Text("uid") == review.Text("request", "uid")
                    ? response
                    : throw new HttpRequestException("the webhook answered something else than it was asked");
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"the webhook answered no JSON: {e.Message}", e);
        }
    }
}
