using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Metrics;

/// <summary>O-001, O-019, O-061: metrics over HTTPS are for bearers of a token that the API server knows.</summary>
#pragma warning disable MA0039 // The tests look at the certificate that is presented, whoever issued it.
public sealed class SecureMetricsTests : IAsyncLifetime
{
    private readonly string _certificates = Directory.CreateTempSubdirectory("metalorleans-certs-").FullName;
    private readonly HttpClientHandler _handler = new();
    private readonly HttpClient _http;
    private X509Certificate2? _presented;
    private StandaloneSilo _silo = null!;

    public SecureMetricsTests()
    {
        _handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
        {
            _presented = X509CertificateLoader.LoadCertificate(certificate!.RawData);
            return true;
        };
        _http = new HttpClient(_handler);
    }

    private Uri Uri => new($"https://127.0.0.1:{_silo.Options.SecureMetrics!.Port}/metrics");

    public async Task InitializeAsync()
    {
        Issue("first");
        _silo = await StandaloneSilo.StartAsync(
            StandaloneSilo.NewDirectory(),
            configure: options => options with { SecureMetrics = new SecureMetricsOptions(LoopbackPorts.Next(), _certificates) });
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _silo.DisposeAsync();
        Directory.Delete(_certificates, recursive: true);
    }

    [Fact]
    public async Task Nobody_reads_them_without_a_token_or_with_an_unknown_one()
    {
        using var bare = await GetAsync(null);
        using var unknown = await GetAsync("made-up");

        Assert.Equal(HttpStatusCode.Unauthorized, bare.StatusCode);
        Assert.Equal("Bearer", bare.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.DoesNotContain("metallb_", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_the_API_server_knows_and_allows_reads_them()
    {
        var token = (await File.ReadAllTextAsync(StateDirectories.ApiToken(_silo.Options.StateDirectory))).Trim();

        using var answer = await GetAsync(token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("metallb_k8s_client_config_loaded_bool 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_certificate_of_the_directory_is_used_and_read_again_when_it_is_renewed()
    {
        using var before = await GetAsync(null);
        Assert.Equal("CN=first", _presented!.Subject);

        Issue("second");
        using var http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = _handler.ServerCertificateCustomValidationCallback,
        });
        using var after = await http.GetAsync(Uri);

        Assert.Equal("CN=second", _presented!.Subject);
    }

    private async Task<HttpResponseMessage> GetAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Uri);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }

    private void Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        File.WriteAllText(Path.Combine(_certificates, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_certificates, "tls.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
