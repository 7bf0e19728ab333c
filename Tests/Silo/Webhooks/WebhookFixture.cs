using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Silo.Webhooks;

/// <summary>A standalone silo with webhooks as a user has them, and a caller of those webhooks.</summary>
public sealed class WebhookFixture : IAsyncLifetime
{
    public const string Namespace = "metallb-system";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private StandaloneSilo _silo = null!;
    private HttpClient _http = null!;

    internal KubernetesClient Client => _silo.Client;

    internal Uri HealthServer => new($"http://127.0.0.1:{_silo.Options.HealthPort}");

    public async Task InitializeAsync()
    {
        _silo = await StandaloneSilo.StartAsync(_directory, areWebhooksEnabled: true);
        var authority = X509CertificateLoader.LoadCertificateFromFile(
            Path.Combine(StateDirectories.Certificates(_directory), "ca.crt"));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority);
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
        })
        {
            BaseAddress = new Uri($"https://localhost:{_silo.Options.WebhookListen!.Port}"),
        };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _silo.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Posts a body and returns status and text.</summary>
    internal async Task<(int Code, string Text)> PostAsync(string path, string body, HttpClient? with = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await (with ?? _http).PostAsync(path, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asks a webhook as an API server does.</summary>
    /// <returns>The refusal, and the warnings; null and none when the write passes silently.</returns>
    internal async Task<(string? Refusal, string[] Warnings)> AskAsync(
        string path, string operation, JsonObject? item, JsonObject? old = null, string version = "v1", bool isDryRun = false)
    {
        var metadata = (item ?? old)!["metadata"]!;
        var review = new JsonObject
        {
            ["apiVersion"] = $"admission.k8s.io/{version}",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = "705ab4f5",
                ["operation"] = operation,
                ["namespace"] = metadata["namespace"]?.DeepClone(),
                ["name"] = metadata["name"]!.DeepClone(),
                ["object"] = item?.DeepClone(),
                ["oldObject"] = old?.DeepClone(),
                ["dryRun"] = isDryRun,
            },
        };
        var (code, text) = await PostAsync(path, review.ToJsonString());
        Assert.Equal(200, code);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal(($"admission.k8s.io/{version}", "AdmissionReview"), ((string)answer["apiVersion"]!, (string)answer["kind"]!));
        var response = answer["response"]!;
        Assert.Equal("705ab4f5", (string)response["uid"]!);
        Assert.Equal((bool)response["allowed"]!, response["status"] is null);
        return (
            (string?)response["status"]?["message"],
            [.. response["warnings"]?.AsArray().Select(warning => (string)warning!) ?? []]);
    }

    /// <summary>An object in the configuration namespace.</summary>
    internal static JsonObject Make(string kind, string name, string spec, string @namespace = Namespace) => new()
    {
        ["apiVersion"] = kind switch
        {
            "BGPPeer" => "metallb.io/v1beta2",
            "IPReservation" or "PoolPolicy" => "metalorleans.io/v1alpha1",
            _ => "metallb.io/v1beta1",
        },
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["spec"] = JsonNode.Parse(spec),
    };

    /// <summary>Stores an object through the API server, whose webhooks judge it.</summary>
    internal Task StoreAsync<T>(string name, string spec)
        where T : class, IKubernetesResource<T> =>
        Client.CreateAsync(
            KubernetesJson.FromUtf8<T>(Encoding.UTF8.GetBytes(Make(T.Description.Kind, name, spec).ToJsonString())), default);
}
