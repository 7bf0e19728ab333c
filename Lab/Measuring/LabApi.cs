using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Measuring;

/// <summary>
/// The lab's API server over HTTP, for measurements that the start of a <c>kubectl</c> process would drown.
/// </summary>
internal sealed class LabApi : IDisposable
{
    private static readonly ImmutableArray<string> ViewConfiguration = ["config", "view", "--raw", "--minify", "-o", "json"];

    private readonly HttpClient _http;

    private LabApi(HttpClient http) => _http = http;

    /// <summary>Reads from kubectl's own configuration where the server is, whom to trust and who we are.</summary>
    public static async Task<LabApi> OpenAsync(Kubectl kubectl, CancellationToken cancellationToken) =>
        Open(JsonNode.Parse(await kubectl.ReadAsync(cancellationToken, [.. ViewConfiguration]))!);

    /// <inheritdoc cref="OpenAsync(Kubectl, CancellationToken)"/>
    public static async Task<LabApi> OpenAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        var view = new CommandLine("kubectl", ["--kubeconfig", kubeconfig, .. ViewConfiguration]);
        return Open(JsonNode.Parse((await view.RunAsync(cancellationToken)).EnsureSucceeded().Output)!);
    }

    private static LabApi Open(JsonNode configuration)
    {
        var cluster = configuration["clusters"]![0]!["cluster"]!;
        var authority = X509CertificateLoader.LoadCertificate(
            PemBody(Convert.FromBase64String((string)cluster["certificate-authority-data"]!)));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        var http = new HttpClient(handler) { BaseAddress = new Uri((string)cluster["server"]!) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (string)configuration["users"]![0]!["user"]!["token"]!);
        return new LabApi(http);
    }

    public async Task CreateAsync(string path, JsonNode manifest, CancellationToken cancellationToken)
    {
        using var body = new StringContent(manifest.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        await EnsureSucceededAsync(response, cancellationToken);
    }

    /// <summary>A JSON merge patch.</summary>
    public async Task PatchAsync(string path, JsonNode patch, CancellationToken cancellationToken)
    {
        using var body = new StringContent(patch.ToJsonString(), Encoding.UTF8, "application/merge-patch+json");
        using var response = await _http.PatchAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        await EnsureSucceededAsync(response, cancellationToken);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync(new Uri(path, UriKind.Relative), cancellationToken);
        await EnsureSucceededAsync(response, cancellationToken);
    }

    /// <summary>Every change of the objects in a list, from the present state on.</summary>
    public async IAsyncEnumerable<JsonElement> WatchAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path + "?watch=true", UriKind.Relative));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await EnsureSucceededAsync(response, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            using var change = JsonDocument.Parse(line);
            yield return change.RootElement.GetProperty("object").Clone();
        }
    }

    /// <exception cref="HttpRequestException">The server refused; the message has the request and the server's reason.</exception>
    private static async Task EnsureSucceededAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var request = response.RequestMessage!;
            var reason = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"{request.Method} {request.RequestUri}: {reason}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static byte[] PemBody(byte[] pem)
    {
        var text = Encoding.ASCII.GetString(pem);
        var fields = System.Security.Cryptography.PemEncoding.Find(text);
        return Convert.FromBase64String(text[fields.Base64Data]);
    }
}
