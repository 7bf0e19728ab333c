using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.Manifests;

/// <summary>O-113: what the pods may do is what MetalLB's may, or less.</summary>
public sealed class PodSecurityTests
{
    private static readonly ManifestObject _silo = ManifestTree.Default.The("Deployment", "controller");
    private static readonly ManifestObject _agent = ManifestTree.Default.The("DaemonSet", "speaker");

    [Fact]
    [Trait("Ref", "O-113")]
    public void The_silo_is_nobody_and_can_do_nothing()
    {
        var pod = _silo.PodSpec["securityContext"]!;
        Assert.True((bool)pod["runAsNonRoot"]!);
        Assert.Equal(65534, (long)pod["runAsUser"]!);
        Assert.Equal(65534, (long)pod["fsGroup"]!);
        Assert.Equal("RuntimeDefault", (string)pod["seccompProfile"]!["type"]!);
        Assert.Null(_silo.PodSpec["hostNetwork"]);
        AssertConfined(_silo);
        Assert.Null(_silo.Container["securityContext"]!["capabilities"]!["add"]);
    }

    [Fact]
    [Trait("Ref", "O-113")]
    [Trait("Ref", "L-073")]
    public void The_agent_has_raw_sockets_and_nothing_else()
    {
        Assert.True((bool)_agent.PodSpec["hostNetwork"]!);
        AssertConfined(_agent);
        Assert.Equal("NET_RAW", (string)Assert.Single(_agent.Container["securityContext"]!["capabilities"]!["add"]!.AsArray())!);
        Assert.Null(_agent.PodSpec["hostPID"]);
        Assert.Null(_agent.PodSpec["hostIPC"]);
    }

    [Fact]
    [Trait("Invariant", "9")]
    public void The_agent_has_no_rights_at_the_api_server_and_one_token_for_the_silo()
    {
        Assert.False((bool)_agent.PodSpec["automountServiceAccountToken"]!);
        Assert.False((bool)ManifestTree.Default.The("ServiceAccount", "speaker").Body["automountServiceAccountToken"]!);
        var subjects = ManifestTree.Default
            .Where(one => one.Kind is "RoleBinding" or "ClusterRoleBinding")
            .SelectMany(binding => binding.Body["subjects"]!.AsArray())
            .Select(subject => (string)subject!["name"]!);
        Assert.DoesNotContain("speaker", subjects);
        var tokens = _agent.PodSpec["volumes"]!.AsArray()
            .SelectMany(volume => volume!["projected"]?["sources"]?.AsArray() ?? [])
            .Select(source => source!["serviceAccountToken"])
            .OfType<JsonNode>();
        Assert.NotEqual("", (string)Assert.Single(tokens)["audience"]!);
    }

    [Fact]
    public void The_agent_mounts_no_secret() =>
        Assert.DoesNotContain(_agent.PodSpec["volumes"]!.AsArray(), volume => volume!["secret"] is not null);

    [Fact]
    [Trait("Ref", "O-110")]
    public void The_namespace_admits_the_agents()
    {
        var labels = ManifestTree.Default.The("Namespace", "metallb-system").Body["metadata"]!["labels"]!;
        Assert.All(
            ["enforce", "audit", "warn"],
            mode => Assert.Equal("privileged", (string)labels["pod-security.kubernetes.io/" + mode]!));
    }

    private static void AssertConfined(ManifestObject workload)
    {
        var container = workload.Container["securityContext"]!;
        Assert.False((bool)container["allowPrivilegeEscalation"]!);
        Assert.True((bool)container["readOnlyRootFilesystem"]!);
        Assert.Equal("ALL", (string)Assert.Single(container["capabilities"]!["drop"]!.AsArray())!);
        Assert.Null(container["privileged"]);
        Assert.DoesNotContain(workload.PodSpec["volumes"]!.AsArray(), volume => volume!["hostPath"] is not null);
    }
}
