using System.Collections.Immutable;
using System.Text;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Tests.Manifests.Installed;

/// <summary>
/// Calls the webhooks of one silo of an <see cref="InstalledCluster"/> as an API server does: by the Service's name, trusting
/// nothing but the caBundle that the silo wrote into the webhook configuration.
/// </summary>
internal sealed class WebhookCaller
{
    private const string ServiceName = "metallb-webhook-service.metallb-system.svc";

    private readonly InstalledCluster _cluster;
    private readonly string _authority;

    public WebhookCaller(InstalledCluster cluster, byte[] caBundle)
    {
        _cluster = cluster;
        _authority = Path.Combine(cluster.Lab.Directory, "webhooks-ca.crt");
        File.WriteAllText(_authority, Encoding.ASCII.GetString(caBundle));
    }

    /// <summary>Path, body, and what the answer must hold: taken and refused, alone and because of what the cluster has.</summary>
    public static ImmutableArray<(string Path, string Review, string Expected)> Reviews { get; } =
    [
        (PathOf("ipaddresspool"), Admission("IPAddressPool", "v1beta1", """{"addresses": ["192.168.2.0/24"]}"""), "\"allowed\":true"),
        (PathOf("ipaddresspool"), Admission("IPAddressPool", "v1beta1", """{"addresses": ["192.168.2.9-192.168.2.1"]}"""), "\"allowed\":false"),
        (PathOf("ipaddresspool"), Admission("IPAddressPool", "v1beta1", """{"addresses": ["192.168.1.250/32"]}"""), "overlaps with already defined"),
        (PathOf("l2advertisement"), Admission("L2Advertisement", "v1beta1", """{"ipAddressPools": ["first-pool"]}"""), "\"allowed\":true"),
        (PathOf("bgppeer", "v1beta2"), Admission("BGPPeer", "v1beta2", """{"myASN": 64512, "peerASN": 64513, "peerAddress": "no address"}"""), "\"allowed\":false"),
        (
            "/convert",
            """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "ConversionReview", "request": {"uid": "u1", "desiredAPIVersion": "metallb.io/v1beta2",
             "objects": [{"apiVersion": "metallb.io/v1beta1", "kind": "BGPPeer", "metadata": {"name": "a"}, "spec": {"myASN": 1, "peerPort": 0}}]}}
            """,
            "\"status\":\"Success\""
        ),
    ];

    /// <summary>What the silo answers, as it stands on the wire.</summary>
    public async Task<string> CallAsync(InstalledPod silo, string path, string review)
    {
        var port = silo.Workload.Container["ports"]!.AsArray().Single(found => (string)found!["name"]! == "webhook-server")!["containerPort"]!.ToString();
        var body = Path.Combine(_cluster.Lab.Directory, "review.json");
        await File.WriteAllTextAsync(body, review);
        return await CurlAsync(
            "--cacert", _authority, "--resolve", $"{ServiceName}:{port}:{silo.Address}", "-H", "Content-Type: application/json",
            "--data-binary", "@" + body, $"https://{ServiceName}:{port}{path}");
    }

    /// <summary>What its readiness probe says.</summary>
    public Task<string> ReadyAsync(InstalledPod silo) => CurlAsync(silo.ProbeUrl("readinessProbe"));

    private async Task<string> CurlAsync(params string[] arguments) =>
        (await _cluster.Client.Inside(new CommandLine("curl", ["-fsS", "--max-time", "10", .. arguments])).RunAsync(default)).EnsureSucceeded().Output;

    private static string PathOf(string kind, string version = "v1beta1") => $"/validate-metallb-io-{version}-{kind}";

    private static string Admission(string kind, string version, string spec) =>
        $$$"""
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "705ab4f5", "operation": "CREATE",
          "namespace": "metallb-system", "name": "asked", "object": {"apiVersion": "metallb.io/{{{version}}}", "kind": "{{{kind}}}",
          "metadata": {"namespace": "metallb-system", "name": "asked"}, "spec": {{{spec}}} } } }
        """;
}
