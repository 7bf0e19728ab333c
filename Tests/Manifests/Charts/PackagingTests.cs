using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.Tests.Manifests.Charts;

/// <summary>X-901: chart and plain manifests install the same thing under their two schemes of names.</summary>
public sealed class PackagingTests
{
    private static readonly IReadOnlyList<ManifestObject> _chart = ChartCase.Read("default").Golden;

    [Fact]
    public void The_charts_custom_resources_are_those_of_the_crds_folder()
    {
        var packaged = Directory.GetFiles(Path.Combine(ManifestTree.Chart, "charts", "crds", "templates"));
        Assert.Equal(CrdFiles.All.Count, packaged.Length);
        Assert.All(packaged, file => Assert.True(
            File.ReadAllText(file) == File.ReadAllText(ManifestTree.PathOf("crds", Path.GetFileName(file))),
            $"{Path.GetFileName(file)} differs from manifests/crds: run `make manifests`."));
    }

    [Theory]
    [InlineData("prometheus/prometheusrule-metallb.yaml")]
    [InlineData("grafana/metalorleans.json")]
    public void The_charts_alerts_and_dashboard_are_those_of_their_folders(string file) => Assert.True(
        File.ReadAllText(Path.Combine(ManifestTree.Chart, "files", Path.GetFileName(file))) == File.ReadAllText(ManifestTree.PathOf(file)),
        $"{file} differs from the chart's: run `make manifests`.");

    [Theory]
    [InlineData("availability", "metallb.availability")]
    [InlineData("own", "metalorleans.rules")]
    public void Each_alert_of_a_group_can_be_left_out_by_its_name(string key, string group)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(ManifestTree.Chart, "values.schema.json")))!;
        var rules = YamlText.ReadAll(File.ReadAllText(ManifestTree.PathOf("prometheus", "prometheusrule-metallb.yaml"))).Single()!;

        var known = schema["properties"]!["prometheus"]!["properties"]!["prometheusRule"]!["properties"]![key]!["properties"]!["except"]!;
        Assert.Equal(
            rules["spec"]!["groups"]!.AsArray().Single(one => (string)one!["name"]! == group)!["rules"]!.AsArray()
                .Select(alert => (string)alert!["alert"]!),
            known["items"]!["enum"]!.AsArray().Select(name => (string)name!));
    }

    [Theory]
    [InlineData("ClusterRole", "metallb-system:controller", "metallb:controller")]
    [InlineData("Role", "controller", "metallb-controller")]
    public void Both_grant_the_same_rights(string kind, string plain, string charted) =>
        AssertSame(ManifestTree.Default.The(kind, plain).Body["rules"], _chart.The(kind, charted).Body["rules"], kind);

    [Theory]
    [InlineData("Deployment", "controller")]
    [InlineData("DaemonSet", "speaker")]
    public void Both_run_the_same_containers(string kind, string name)
    {
        var plain = ManifestTree.Default.The(kind, name);
        var charted = _chart.The(kind, "metallb-" + name);
        foreach (var field in new[] { "env", "livenessProbe", "readinessProbe", "resources", "securityContext", "volumeMounts" })
        {
            AssertSame(plain.Container[field], charted.Container[field], field);
        }

        foreach (var field in new[] { "volumes", "securityContext", "hostNetwork", "dnsPolicy", "priorityClassName", "tolerations", "terminationGracePeriodSeconds" })
        {
            AssertSame(plain.PodSpec[field], charted.PodSpec[field], field);
        }

        // The chart spells defaults out that a value can change.
        string[] defaults = ["--webhook-mode=enabled", "--health-probe-port=17472"];
        Assert.Equal(
            plain.Arguments.Select(argument => argument
                .Replace("=metalorleans-silo.", "=metallb-silo.", StringComparison.Ordinal)
                .Replace("account=speaker", "account=metallb-speaker", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            charted.Arguments.Except(defaults, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Ref", "O-087")]
    public void Both_register_the_same_webhooks()
    {
        var plain = Rules(ManifestTree.Default);
        Assert.Equal(plain, Rules(_chart));
        Assert.Equal(8, plain.Count);

        static List<string> Rules(IReadOnlyList<ManifestObject> objects) =>
        [
            .. objects.The("ValidatingWebhookConfiguration", "metallb-webhook-configuration").Body["webhooks"]!.AsArray()
                .Select(hook => $"{hook!["clientConfig"]!["service"]!["path"]} {hook["rules"]!.ToJsonString()} {hook["failurePolicy"]}"),
        ];
    }

    [Fact]
    public void Every_value_has_a_place_in_the_schema()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(ManifestTree.Chart, "values.schema.json")))!;
        var values = YamlText.ReadAll(File.ReadAllText(Path.Combine(ManifestTree.Chart, "values.yaml"))).Single()!.AsObject();

        Assert.Empty(Missing(values, schema, schema, "").ToList());
    }

    private static IEnumerable<string> Missing(JsonObject values, JsonNode schema, JsonNode root, string path)
    {
        if (schema["$ref"] is { } reference)
        {
            schema = root["definitions"]![((string)reference!).Split('/')[^1]]!;
        }

        if (schema["properties"] is not JsonObject properties)
        {
            yield break;
        }

        foreach (var (key, value) in values)
        {
            if (properties[key] is not { } known)
            {
                // A free map takes any key.
                if ((bool?)schema["additionalProperties"] == false)
                {
                    yield return path + key;
                }
            }
            else if (value is JsonObject nested)
            {
                foreach (var missing in Missing(nested, known, root, $"{path}{key}."))
                {
                    yield return missing;
                }
            }
        }
    }

    private static void AssertSame(JsonNode? plain, JsonNode? charted, string field) =>
        Assert.True(JsonNode.DeepEquals(plain, charted), $"{field}: {plain?.ToJsonString()} and {charted?.ToJsonString()}");
}
