using System.Net;
using System.Text;
using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Silo.Webhooks;

/// <summary>O-012: <c>--webhook-mode=onlywebhook</c> judges configuration and does nothing else.</summary>
[Trait("Ref", "O-012")]
public sealed class OnlyWebhookTests : IAsyncLifetime
{
    private const string Namespace = "metallb-system";
    private const string Name = "metallb-webhook-configuration";

    private const string Configuration =
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
         "metadata": {"name": "metallb-webhook-configuration"},
         "webhooks": [{"name": "ipaddresspoolvalidationwebhook.metallb.io", "admissionReviewVersions": ["v1"], "sideEffects": "None",
           "failurePolicy": "Fail",
           "clientConfig": {"service": {"namespace": "metallb-system", "name": "metallb-webhook-service",
             "path": "/validate-metallb-io-v1beta1-ipaddresspool"}},
           "rules": [{"apiGroups": ["metallb.io"], "apiVersions": ["v1beta1"], "operations": ["CREATE", "UPDATE"],
             "resources": ["ipaddresspools"]}]}]}
        """;

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private int _webhookPort;
    private EmbeddedApiServer _server = null!;
    private StandaloneSilo _silo = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions
            {
                WebhookServices = (@namespace, name, _) => (@namespace, name) == (Namespace, "metallb-webhook-service")
                    ? new Uri($"https://127.0.0.1:{_webhookPort}")
                    : null,
            },
            default);
        var kubeConfig = Path.Combine(_directory, "kubeconfig");
        _server.WriteKubeConfig(kubeConfig);
        _silo = await StandaloneSilo.StartAsync(
            _directory,
            kubeConfig: kubeConfig,
            areWebhooksEnabled: true,
            isToLead: false,
            configure: options => options with { IsOnlyWebhook = true, Identity = new IdentityOptions { IsInSecret = true } });
        _webhookPort = _silo.Options.WebhookListen!.Port;
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Judges_pools_and_takes_no_lease_no_agent_and_no_Service()
    {
        using var http = _server.CreateClient();
        using var content = new StringContent(Configuration, Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", UriKind.Relative), content))
            .EnsureSuccessStatusCode();
        await _silo.Client.WaitForAsync<ValidatingWebhookConfiguration>(
            "", Name, "the authority", item => item.Webhooks!.TrueForAll(webhook => webhook.ClientConfig?.CaBundle is not null));
        await CreatePoolAsync("first", "192.168.1.240-192.168.1.250");
        await _silo.Client.CreateAsync(
            new Service
            {
                Metadata = new ObjectMeta { Name = "web", Namespace = "default" },
                Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
            },
            default);

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => CreatePoolAsync("second", "192.168.1.250-192.168.1.240"));

        Assert.Contains("denied the request", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await _silo.Client.ListAsync<Lease>(default)).Items);
        Assert.Null((await _silo.Client.GetAsync<Service>(new ObjectKey("default", "web"), default)).Status?.LoadBalancer?.Ingress);
#pragma warning disable MA0039 // Whether anything is served there at all is asked, not by whom.
        using var agents = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
#pragma warning restore MA0039
        using var answer = await agents.GetAsync(new Uri($"https://{_silo.Options.AgentListen}{AgentGateway.Path}"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private Task CreatePoolAsync(string name, string range) => _silo.Client.CreateAsync(
        new IPAddressPool { Metadata = new ObjectMeta { Name = name, Namespace = Namespace }, Spec = new IPAddressPoolSpec { Addresses = [range] } },
        default);
}
