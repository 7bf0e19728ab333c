using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.Silo.Identity;

/// <summary>O-089: the Secret that all silos share, and the places where their authority is published.</summary>
public sealed class SecretCertificatesTests : IAsyncLifetime
{
    private const string Namespace = "metallb-system";

    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private EmbeddedApiServer _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        _client = new KubernetesClient(new KubernetesClientOptions { Server = new Uri("http://in-process"), Transport = _server.CreateHandler() });
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silos_that_start_together_show_one_certificate(bool isSecretThere)
    {
        if (isSecretThere)
        {
            // MetalLB's manifests ship an empty one.
            await _client.CreateAsync(new Secret { Metadata = Metadata("metallb-webhook-cert") }, default);
        }

        ServingCertificate[] silos = [new(), new(), new()];
        await Task.WhenAll(silos.Select(silo => StartAsync(silo)));
        var secret = await SettledAsync();

        await Task.WhenAll(silos.Select(silo => ShowsAsync(silo, secret)));
        Assert.Equal(["ca.crt", "ca.key", "tls.crt", "tls.key"], secret.Data!.Keys.Order(StringComparer.Ordinal));
        Assert.True(silos[0].Current!.MatchesHostname("metallb-webhook-service.metallb-system.svc"));
        Assert.True(silos[0].Current!.MatchesHostname(SiloCertificates.ServerName));
    }

    [Fact]
    public async Task A_certificate_near_its_end_is_replaced_by_one_silo_and_shown_by_all_without_a_restart()
    {
        var silo = new ServingCertificate();
        await StartAsync(silo);
        var first = silo.Current!;
        var changed = ChangeOf(silo);
        var later = new ManualTimeProvider();
        later.Advance(TimeSpan.FromDays(280));

        var other = new ServingCertificate();
        await StartAsync(other, later);
        await changed.WithinAsync("renewing", "the certificate", "another one");

        Assert.Equal(other.Current!.Thumbprint, silo.Current!.Thumbprint);
        Assert.True(silo.Current.NotAfter > first.NotAfter);
    }

    [Fact]
    public async Task A_Secret_that_somebody_spoils_is_made_anew_at_once()
    {
        var silo = new ServingCertificate();
        await StartAsync(silo);
        var changed = ChangeOf(silo);

        var secret = await _client.GetAsync<Secret>(new ObjectKey(Namespace, "metallb-webhook-cert"), default);
        await _client.UpdateAsync(secret with { Data = [] }, default);
        await changed.WithinAsync("spoiling", "the Secret", "another certificate");

        await ShowsAsync(silo, await SettledAsync());
    }

    [Fact]
    public async Task The_authority_reaches_agents_webhooks_and_conversion_and_comes_back_when_somebody_takes_it_out()
    {
        await PostAsync(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            """
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
             "metadata": {"name": "metallb-webhook-configuration"},
             "webhooks": [
               {"name": "one.metallb.io", "admissionReviewVersions": ["v1"], "sideEffects": "None", "clientConfig": {"url": "https://a"}},
               {"name": "two.metallb.io", "admissionReviewVersions": ["v1"], "sideEffects": "None", "clientConfig": {"url": "https://b"}}]}
            """);
        await _client.PatchAsync<CustomResourceDefinition>(new ObjectKey("", "bgppeers.metallb.io"), Patch.Merge(
            """
            {"spec": {"conversion": {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1"],
              "clientConfig": {"url": "https://c"}}}}}
            """u8.ToArray()), default);
        var silo = new ServingCertificate();
        await StartAsync(silo);
        StartPublishing(silo);

        await PublishedAsync(silo);
        await _client.PatchAsync<ValidatingWebhookConfiguration>(
            new ObjectKey("", "metallb-webhook-configuration"), Patch.Json("""[{"op": "remove", "path": "/webhooks/1/clientConfig/caBundle"}]"""u8.ToArray()), default);
        await PublishedAsync(silo);
    }

    private Task StartAsync(ServingCertificate serving, TimeProvider? time = null)
    {
        var shown = ChangeOf(serving);
        _running.Add(new SecretCertificates(
            _client, Namespace, new IdentityOptions(), serving, time ?? _time, NullLogger<SecretCertificates>.Instance).RunAsync(_stop.Token));
        return shown.WithinAsync("starting", "a silo", "its certificate");
    }

    private void StartPublishing(ServingCertificate serving) => _running.Add(new AuthorityPublisher(
        _client, Namespace, new IdentityOptions(), areWebhooksServed: true, serving, _time, NullLogger<AuthorityPublisher>.Instance)
        .RunAsync(_stop.Token));

    private async Task PublishedAsync(ServingCertificate silo)
    {
        var bundle = Encoding.ASCII.GetBytes(silo.AuthorityPem);
        await _client.WaitForAsync<ConfigMap>(
            Namespace, "metalorleans-ca", "the authority", item => item.Data?.GetValueOrDefault("ca.crt") == silo.AuthorityPem);
        await _client.WaitForAsync<ValidatingWebhookConfiguration>(
            "", "metallb-webhook-configuration", "the authority",
            item => item.Webhooks!.TrueForAll(webhook => webhook.ClientConfig!.CaBundle is { } is_ && is_.SequenceEqual(bundle)));
        await _client.WaitForAsync<CustomResourceDefinition>(
            "", "bgppeers.metallb.io", "the authority",
            item => item.Spec!.Conversion!.Webhook!.ClientConfig!.CaBundle is { } is_ && is_.SequenceEqual(bundle));
    }

    private Task<Secret> SettledAsync() => _client.WaitForAsync<Secret>(
        Namespace, "metallb-webhook-cert", "certificates", item => item.Data?.ContainsKey("tls.crt") == true);

    private static async Task ShowsAsync(ServingCertificate silo, Secret secret)
    {
        var wanted = Encoding.ASCII.GetString(secret.Data!["ca.crt"]);
        while (true)
        {
            var changed = ChangeOf(silo);
            if (silo.AuthorityPem == wanted)
            {
                return;
            }

            await changed.WithinAsync("following", "the Secret", "what it holds");
        }
    }

    private static Task ChangeOf(ServingCertificate serving)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        serving.Observe(() => changed.TrySetResult());
        return changed.Task;
    }

    private static ObjectMeta Metadata(string name) => new() { Name = name, Namespace = Namespace };

    private async Task PostAsync(string path, string json)
    {
        using var http = _server.CreateClient();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }
}
