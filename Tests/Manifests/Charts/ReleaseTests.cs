using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Manifests.Charts;

/// <summary>The life of a release, with Helm itself and with a silo that writes into what the chart installs.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    private const string Namespace = "metallb-system";
    private const string Webhooks = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/metallb-webhook-configuration";
    private const string Definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/ipaddresspools.metallb.io";
    private const string Peers = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/bgppeers.metallb.io";
    private const string Pools = $"/apis/metallb.io/v1beta1/namespaces/{Namespace}/ipaddresspools";
    private const string Certificate = $"/api/v1/namespaces/{Namespace}/secrets/metallb-webhook-cert";
    private const string Authority = $"/api/v1/namespaces/{Namespace}/configmaps/metalorleans-ca";
    private const string Deployment = $"/apis/apps/v1/namespaces/{Namespace}/deployments/metallb-controller";
    private const string Releases = $"/api/v1/namespaces/{Namespace}/secrets?labelSelector=owner=helm";

    private readonly string _directory = StandaloneSilo.NewDirectory();
    private int _webhookPort;
    private EmbeddedApiServer _server = null!;
    private HttpClient _http = null!;
    private Helm _helm = null!;

    public static TheoryData<string> Cases => ChartCase.Names;

    private string KubeConfigPath => Path.Combine(_directory, "kubeconfig");

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions
            {
                UseHttps = true,
                Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["admin-token"] = "admin" },
                // The chart brings them.
                InstallCustomResources = false,
                WebhookServices = (@namespace, name, _) => (@namespace, name) == (Namespace, "metallb-webhook-service")
                    ? new Uri($"https://127.0.0.1:{_webhookPort}")
                    : null,
            },
            default);
        _server.WriteKubeConfig(KubeConfigPath);
        _http = _server.CreateClient();
        _helm = new Helm(_directory, KubeConfigPath, Namespace);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [ToolFact("helm")]
    [Trait("Ref", "O-120")]
    public async Task Upgrade_and_roll_back_change_what_they_should_and_keep_pools_and_what_the_silo_wrote()
    {
        var notes = await _helm.RunAsync("install", "metallb", ManifestTree.Chart, "--create-namespace");
        Assert.Contains("MetalOrleans v0.1.0 is installed: 2 silo(s)", notes, StringComparison.Ordinal);
        await using var silo = await StartSiloAsync();
        await silo.Client.WaitForAsync<ValidatingWebhookConfiguration>(
            "", "metallb-webhook-configuration", "the authority", item => item.Webhooks!.TrueForAll(webhook => webhook.ClientConfig?.CaBundle is not null));
        await silo.Client.WaitForAsync<ConfigMap>(Namespace, "metalorleans-ca", "the authority", item => item.Data?.ContainsKey("ca.crt") == true);
        await CreatePoolAsync(silo.Client);
        var kept = await ReadKeptAsync();

        await _helm.RunAsync("upgrade", "metallb", ManifestTree.Chart, "--set", "controller.replicas=3,controller.logLevel=debug");
        Assert.Equal(3, (int)(await ReadAsync(Deployment))["spec"]!["replicas"]!);
        Assert.Contains("--log-level=debug", (await ReadAsync(Deployment)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(kept, await ReadKeptAsync());

        await _helm.RunAsync("rollback", "metallb", "1");
        Assert.Equal(2, (int)(await ReadAsync(Deployment))["spec"]!["replicas"]!);
        Assert.DoesNotContain("--log-level=debug", (await ReadAsync(Deployment)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(kept, await ReadKeptAsync());
        Assert.Equal(3, (await ReadAsync(Releases))["items"]!.AsArray().Count);
    }

    [ToolFact("helm")]
    [Trait("Ref", "O-134")]
    public async Task Uninstalling_takes_the_pools_along_and_leaves_the_namespace()
    {
        using var client = await InstallWithAPoolAsync();

        await _helm.RunAsync("uninstall", "metallb");

        foreach (var gone in new[] { Deployment, Certificate, Authority, Definition, Pools })
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gone));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/api/v1/namespaces/{Namespace}"));
        Assert.Empty((await ReadAsync(Releases))["items"]!.AsArray());
    }

    /// <summary>Helm asks the annotation of the object that lives in an upgrade only; in an uninstallation, that of its own record.</summary>
    [ToolFact("helm")]
    [Trait("Ref", "O-134")]
    public async Task Pools_outlive_the_release_when_the_definitions_were_given_out_of_its_hands()
    {
        using var client = await InstallWithAPoolAsync();
        foreach (var definition in CrdFiles.All.Values)
        {
            await KeepAsync(client, (string)definition["metadata"]!["name"]!);
        }

        await _helm.RunAsync("upgrade", "metallb", ManifestTree.Chart, "--reuse-values", "--set", "crds.enabled=false");
        await _helm.RunAsync("uninstall", "metallb");

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Deployment));
        Assert.Equal("first-pool", (string)(await ReadAsync(Pools))["items"]!.AsArray().Single()!["metadata"]!["name"]!);
    }

    [ToolFact("helm")]
    [Trait("Ref", "O-127")]
    public async Task The_silos_strategy_can_be_changed_both_ways()
    {
        await _helm.RunAsync("install", "metallb", ManifestTree.Chart, "--create-namespace");
        await _helm.RunAsync("upgrade", "metallb", ManifestTree.Chart, "--set", "controller.strategy.type=Recreate");
        Assert.Equal("""{"type":"Recreate"}""", (await ReadAsync(Deployment))["spec"]!["strategy"]!.ToJsonString());

        await _helm.RunAsync("upgrade", "metallb", ManifestTree.Chart, "--reset-values");
        Assert.Equal("RollingUpdate", (string)(await ReadAsync(Deployment))["spec"]!["strategy"]!["type"]!);
    }

    /// <summary>MetalLB puts its authority into the conversion; nobody but it owns that, so that who takes the conversion out leaves it over.</summary>
    [ToolFact("helm")]
    [Trait("Ref", "O-089")]
    public async Task A_release_of_MetalLB_is_taken_over_and_given_back_once_its_authority_is_out_of_the_conversion()
    {
        await _helm.RunAsync("install", "metallb", WriteChartOfMetalLB(), "--create-namespace");
        using var client = new KubernetesClient(KubeConfig.Load(KubeConfigPath));
        var peers = new ObjectKey("", "bgppeers.metallb.io");
        const string Place = "/spec/conversion/webhook/clientConfig/caBundle";
        await client.PatchAsync<CustomResourceDefinition>(
            peers, Patch.Json(Encoding.UTF8.GetBytes($$"""[{"op": "add", "path": "{{Place}}", "value": "bWU="}]""")) with { FieldManager = "MetalLB" }, default);
        await client.CreateAsync(
            new BGPPeer
            {
                Metadata = new ObjectMeta { Name = "router", Namespace = Namespace },
                Spec = new BGPPeerSpec { MyASN = 64512, PeerASN = 64513, PeerAddress = "10.0.0.1" },
            },
            default);
        var uid = await PeerAsync();

        Assert.Contains("spec.conversion.webhookClientConfig: Forbidden", await ApplyConversionAsync(), StringComparison.Ordinal);
        await client.PatchAsync<CustomResourceDefinition>(
            peers, Patch.Json(Encoding.UTF8.GetBytes($$"""[{"op": "remove", "path": "{{Place}}"}]""")), default);
        await _helm.RunAsync("upgrade", "metallb", ManifestTree.Chart);
        Assert.Equal("""{"strategy":"None"}""", await ConversionAsync());
        Assert.Equal(uid, await PeerAsync());

        await KeepAsync(client, "ipreservations.metalorleans.io");
        await _helm.RunAsync("rollback", "metallb", "1");
        Assert.Contains("\"strategy\":\"Webhook\"", await ConversionAsync(), StringComparison.Ordinal);
        Assert.Equal(uid, await PeerAsync());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Peers.Replace("bgppeers.metallb.io", "ipreservations.metalorleans.io", StringComparison.Ordinal)));
        Assert.Equal(
            HttpStatusCode.NotFound, await StatusAsync(Peers.Replace("bgppeers.metallb.io", "poolpolicies.metalorleans.io", StringComparison.Ordinal)));
    }

    [ToolTheory("helm")]
    [MemberData(nameof(Cases))]
    public async Task Every_set_of_values_is_installed_but_for_the_kinds_of_the_Prometheus_operator(string name)
    {
        var values = ChartCase.Read(name);
        await new Helm(_directory, KubeConfigPath, values.Namespace).RunAsync(
            "install", values.Release, ManifestTree.Chart, "--create-namespace", "--values", values.Values, "--set",
            "prometheus.podMonitor.enabled=false,prometheus.serviceMonitor.enabled=false,prometheus.prometheusRule.enabled=false");

        foreach (var one in values.Golden.Where(one => one.Kind is "Deployment" or "DaemonSet"))
        {
            var path = $"/apis/apps/v1/namespaces/{values.Namespace}/{one.Kind.ToLowerInvariant()}s/{one.Name}";
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(path));
        }
    }

    /// <summary>A chart with what matters of MetalLB's: a definition whose objects are converted by a webhook.</summary>
    private string WriteChartOfMetalLB()
    {
        const string Conversion =
            """
            strategy: Webhook
                webhook:
                  conversionReviewVersions: [v1beta1, v1beta2]
                  clientConfig:
                    service: {namespace: metallb-system, name: metallb-webhook-service, path: /convert}
            """;
        var chart = Directory.CreateDirectory(Path.Combine(_directory, "metallb"));
        var templates = chart.CreateSubdirectory("templates");
        File.WriteAllText(Path.Combine(chart.FullName, "Chart.yaml"), "{apiVersion: v2, name: metallb, version: 0.16.1}");
        File.WriteAllText(
            Path.Combine(templates.FullName, "bgppeers.yaml"),
            File.ReadAllText(ManifestTree.PathOf("crds", "customresourcedefinition-bgppeers.yaml")).Replace("strategy: None", Conversion, StringComparison.Ordinal));
        return chart.FullName;
    }

    /// <summary>What the API server says when Helm takes the conversion out; nothing changes.</summary>
    private async Task<string> ApplyConversionAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, Peers + "?fieldManager=helm&dryRun=All");
        request.Content = new StringContent(
            await File.ReadAllTextAsync(ManifestTree.PathOf("crds", "customresourcedefinition-bgppeers.yaml")), Encoding.UTF8, "application/apply-patch+yaml");
        using var answer = await _http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> ConversionAsync() => (await ReadAsync(Peers))["spec"]!["conversion"]!.ToJsonString();

    private async Task<string> PeerAsync() =>
        (string)(await ReadAsync($"/apis/metallb.io/v1beta2/namespaces/{Namespace}/bgppeers/router"))["metadata"]!["uid"]!;

    private async Task<KubernetesClient> InstallWithAPoolAsync()
    {
        await _helm.RunAsync("install", "metallb", ManifestTree.Chart, "--create-namespace", "--set", "controller.webhookMode=disabled");
        var client = new KubernetesClient(KubeConfig.Load(KubeConfigPath));
        await CreatePoolAsync(client);
        return client;
    }

    private async Task<StandaloneSilo> StartSiloAsync()
    {
        var silo = await StandaloneSilo.StartAsync(
            _directory,
            kubeConfig: KubeConfigPath,
            areWebhooksEnabled: true,
            configure: options => options with
            {
                Name = "a",
                Lease = new LeaseOptions { Identity = "a", AgentEndpoint = options.AgentListen.ToString() },
                Identity = new IdentityOptions { IsInSecret = true },
            });
        _webhookPort = silo.Options.WebhookListen!.Port;
        return silo;
    }

    private static Task CreatePoolAsync(KubernetesClient client) => client.CreateAsync(
        new IPAddressPool
        {
            Metadata = new ObjectMeta { Name = "first-pool", Namespace = Namespace },
            Spec = new IPAddressPoolSpec { Addresses = ["192.168.1.240-192.168.1.250"] },
        },
        default);

    private static Task KeepAsync(KubernetesClient client, string definition) => client.PatchAsync<CustomResourceDefinition>(
        new ObjectKey("", definition),
        Patch.Merge("""{"metadata": {"annotations": {"helm.sh/resource-policy": "keep"}}}"""u8.ToArray()),
        default);

    /// <summary>What must outlive an upgrade: the silo's certificates and whoever trusts them, definitions, and pools.</summary>
    private async Task<string> ReadKeptAsync() => string.Join('\n',
        (await ReadAsync(Certificate))["data"]!.ToJsonString(),
        (await ReadAsync(Authority))["data"]!.ToJsonString(),
        string.Join(' ', (await ReadAsync(Webhooks))["webhooks"]!.AsArray().Select(hook => (string)hook!["clientConfig"]!["caBundle"]!)),
        (string)(await ReadAsync(Definition))["metadata"]!["uid"]!,
        (string)(await ReadAsync(Pools + "/first-pool"))["metadata"]!["uid"]!);

    private async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }
}
