using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using MetalOrleans.Cli.Bundles;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Cli.Bundles;

/// <summary>W-002: a support bundle holds what support needs, and no secret.</summary>
[Trait("Ref", "W-002")]
public sealed class BundleTests
{
    private const string Password = "correct-horse-battery";
    private const string Token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["/apis/apiextensions.k8s.io/v1/customresourcedefinitions"] = """
            {"kind":"CustomResourceDefinitionList","items":[{"spec":{"schema":{"properties":{
            "kind":{"type":"string"},"type":{"type":"string"},"password":{"type":"string","description":"of the session"}}}}}]}
            """,
        ["/apis/frrk8s.metallb.io/v1beta1/namespaces/metallb-system/bgpsessionstates"] =
            """{"kind":"BGPSessionStateList","items":[{"status":{"node":"node1","peer":"10.0.0.1","bgpStatus":"Established"}}]}""",
        ["/version"] = """{"gitVersion":"v1.34.0"}""",
        ["/apis/metallb.io/v1beta2/namespaces/metallb-system/bgppeers"] = """
            {"kind":"BGPPeerList","items":[{"metadata":{"name":"p","managedFields":[{"manager":"x"}],"annotations":{
            "kubectl.kubernetes.io/last-applied-configuration":"{\"spec\":{\"password\":\"PASSWORD\"}}"}},
            "spec":{"peerAddress":"10.0.0.1","password":"PASSWORD"}}]}
            """.Replace("PASSWORD", Password, StringComparison.Ordinal),
        ["/api/v1/namespaces/metallb-system/secrets"] =
            """{"kind":"SecretList","items":[{"metadata":{"name":"memberlist"},"type":"Opaque","data":{"secretkey":"VALUE"}}]}"""
                .Replace("VALUE", Encoded("another-secret-value"), StringComparison.Ordinal),
        ["/api/v1/namespaces/metallb-system/pods"] = """
            {"kind":"PodList","items":[
            {"metadata":{"name":"controller-1","namespace":"metallb-system","labels":{"component":"controller"}},"spec":{"containers":[{"name":"controller"}]}},
            {"metadata":{"name":"speaker-1","namespace":"metallb-system","labels":{"app.kubernetes.io/component":"speaker"}},"spec":{"containers":[
             {"name":"speaker","ports":[{"name":"monitoring","containerPort":7473}]}]}},
            {"metadata":{"name":"other","namespace":"metallb-system"},"spec":{"containers":[{"name":"x"}]}}]}
            """,
        ["/api/v1/namespaces/metallb-system/pods/controller-1/log"] =
            $"session with password {Password}\nAuthorization: Bearer {Token}\nanother-secret-value\nall is well\n",
        ["/api/v1/namespaces/metallb-system/pods/speaker-1:7473/proxy/metrics"] = "metallb_bgp_session_up{peer=\"10.0.0.1:179\"} 1\n",
    };

    [Fact]
    public async Task Objects_logs_and_metrics_are_in_it_and_no_secret_is()
    {
        var (files, report, _) = await CollectAsync();

        Assert.Contains("<redacted>", files["metallb/bgppeers.json"], StringComparison.Ordinal);
        Assert.Contains("\"peerAddress\": \"10.0.0.1\"", files["metallb/bgppeers.json"], StringComparison.Ordinal);
        Assert.Contains("Established", files["metallb/bgpsessionstates.json"], StringComparison.Ordinal);
        Assert.Contains("secretkey", files["namespace/secrets.json"], StringComparison.Ordinal);
        Assert.Contains("of the session", files["cluster/customresourcedefinitions.json"], StringComparison.Ordinal);
        Assert.Contains("all is well", files["logs/controller-1/controller.log"], StringComparison.Ordinal);
        Assert.Contains("metallb_bgp_session_up", files["metrics/speaker-1.txt"], StringComparison.Ordinal);
        Assert.DoesNotContain(files.Keys, file => file.Contains("other", StringComparison.Ordinal));
        Assert.Equal(files.Count, report.Files);
        string[] secrets = [Password, Token, "another-secret-value", Encoded("another-secret-value"), "managedFields"];
        Assert.All(files, file => Assert.All(secrets, secret => Assert.DoesNotContain(secret, file.Value, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_cannot_be_had_is_noted_and_everything_else_is_there()
    {
        var (files, report, progress) = await CollectAsync();

        Assert.True(report.Failures > 0);
        Assert.Contains("namespace/leases.json", files["errors.txt"], StringComparison.Ordinal);
        Assert.Contains("[1/", progress, StringComparison.Ordinal);
    }

    private static async Task<(Dictionary<string, string> Files, BundleReport Report, string Progress)> CollectAsync()
    {
        using var client = new KubernetesClient(new KubernetesClientOptions
        {
            Server = new Uri("http://cluster/"),
            Transport = new Cluster(),
        });
        await using var progress = new StringWriter();
        using var stream = new MemoryStream();
        var report = await new BundleCollector(client, "metallb-system", 100, progress, new ManualTimeProvider())
            .CollectAsync(stream, default);
        stream.Position = 0;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var plain = new GZipStream(stream, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream ?? new MemoryStream());
            files[entry.Name["metallb-bundle/".Length..]] = await reader.ReadToEndAsync();
        }

        return (files, report, progress.ToString());
    }

    private static string Encoded(string text) => System.Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A cluster that has some of what is asked for.</summary>
    private sealed class Cluster : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Answers.TryGetValue(request.RequestUri!.AbsolutePath, out var answer)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) }
                : new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("") });
    }
}
