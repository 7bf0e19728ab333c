using System.Text.Json.Nodes;
using MetalOrleans.Tests.Manifests.Charts;
using MetalOrleans.Tests.Rules;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Manifests.Alerts;

/// <summary>
/// The alerts of <c>manifests/prometheus</c>, and what the chart makes of them, fire when they should, and can fire at all (Q-38).
/// </summary>
public sealed class AlertTests
{
    private const string RulesPath = "manifests/prometheus/prometheusrule-metallb.yaml";
    private const string TestsPath = "Tests/Manifests/Alerts/alerts.test.yaml";

    /// <summary>Where all alerts are: the plain file, and a rendering of the chart that leaves some pools out.</summary>
    public static TheoryData<string> Sources => ["manifests/prometheus", "monitored"];

    [ToolTheory(Promtool.Name)]
    [MemberData(nameof(Sources))]
    public Task Every_alert_fires_when_it_should_and_keeps_still_otherwise(string source) =>
        AssertApprovedAsync(source, "test", "rules", "tests.yaml");

    [ToolTheory(Promtool.Name)]
    [InlineData("manifests/prometheus")]
    [InlineData("monitored")]
    [InlineData("everything")]
    [Trait("Ref", "O-126")]
    public Task Prometheus_takes_the_rules(string source) =>
        AssertApprovedAsync(source, "check", "rules", "--lint=all", "--lint-fatal", "rules.yaml");

    [Fact]
    public void The_chart_has_all_alerts_as_they_are_in_manifests_and_leaves_out_the_pools_that_it_is_told()
    {
        const string Excluded = """{pool!~"test-.*"}""";
        var charted = ChartCase.Read("monitored").Golden.Single(one => one.Kind == "PrometheusRule").Body["spec"]!["groups"]!.AsArray()
            .SelectMany(group => group!["rules"]!.AsArray()).ToDictionary(alert => (string)alert!["alert"]!, alert => alert!);

        Assert.Equal(Alerts().Select(alert => (string)alert["alert"]!).Order(StringComparer.Ordinal), charted.Keys.Order(StringComparer.Ordinal));
        foreach (var alert in Alerts())
        {
            var other = charted[(string)alert["alert"]!].DeepClone();
            var leavesOut = (string)alert["alert"]! is "MetalLBAddressPoolExhausted" or "MetalLBIPPoolFull";
            Assert.Equal(leavesOut, ((string)other["expr"]!).Contains(Excluded, StringComparison.Ordinal));
            other["expr"] = ((string)other["expr"]!).Replace(Excluded, "", StringComparison.Ordinal);
            Assert.True(JsonNode.DeepEquals(alert, other), $"{alert.ToJsonString()} and {other.ToJsonString()}");
        }
    }

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires()
    {
        var tested = from test in CrdFiles.Parse(SourceTree.Read(TestsPath))!["tests"]!.AsArray()
                     from check in test!["alert_rule_test"]!.AsArray()
                     where check!["exp_alerts"]!.AsArray().Count > 0
                     select (string)check["alertname"]!;

        Assert.Empty(Alerts().Select(alert => (string)alert["alert"]!).Except(tested));
    }

    [Theory]
    [Trait("Ref", "O-126")]
    [InlineData("MetalLBStaleConfig", "warning")] // X-121
    [InlineData("MetalLBConfigNotLoaded", "warning")]
    [InlineData("MetalLBAddressPoolExhausted", "critical")]
    [InlineData("MetalLBAddressPoolUsage75Percent", "warning")]
    [InlineData("MetalLBAddressPoolUsage85Percent", "warning")]
    [InlineData("MetalLBAddressPoolUsage95Percent", "critical")]
    [InlineData("MetalLBBGPSessionDown", "critical")] // X-120
    [InlineData("MetalLBControllerDown", "critical")] // X-114
    [InlineData("MetalLBAllSpeakersDown", "critical")] // X-115
    [InlineData("MetalLBIPPoolFull", "critical")] // X-116
    [InlineData("MetalLBMetricsMissing", "critical")] // X-117
    [InlineData("MetalLBSpeakerDown", "warning")] // X-118
    [InlineData("MetalLBIPPoolExhausted", "warning")] // X-119
    public void The_alerts_of_MetalLBs_chart_and_runbooks_are_there_under_their_names(string name, string severity)
    {
        var alert = Assert.Single(Alerts(), alert => (string)alert["alert"]! == name);

        Assert.Equal(severity, (string)alert["labels"]!["severity"]!);
    }

    [Fact]
    public void Every_alert_has_a_runbook()
    {
        var headings = SourceTree.Read("docs/alerts.md").Split('\n')
            .Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..].Trim()).ToList();

        Assert.Equal(Alerts().Select(alert => (string)alert["alert"]!).Order(), headings.Order());
        Assert.All(Alerts(), alert => Assert.Equal(
            "docs/alerts.md#" + ((string)alert["alert"]!).ToLowerInvariant(), (string)alert["annotations"]!["runbook"]!));
    }

    /// <summary>The expressions of all alerts.</summary>
    internal static IEnumerable<string> Expressions() => Alerts().Select(alert => (string)alert["expr"]!);

    private static async Task AssertApprovedAsync(string source, params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("metalorleans-alerts-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "rules.yaml"), PlainRules(source));
            File.Copy(Path.Combine(SourceTree.Root, TestsPath), Path.Combine(directory.FullName, "tests.yaml"));

            var (exitCode, output) = await Promtool.RunAsync(null, directory.FullName, arguments);

            Assert.True(exitCode == 0, output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static List<JsonNode> Alerts() =>
    [
        .. from rule in CrdFiles.Parse(SourceTree.Read(RulesPath))!["spec"]!["groups"]!.AsArray()
           from alert in rule!["rules"]!.AsArray()
           select alert,
    ];

    /// <summary>The rules as Prometheus' own files have them, without the custom resource around them. JSON is YAML.</summary>
    private static string PlainRules(string source) => new JsonObject
    {
        ["groups"] = (source == "manifests/prometheus"
            ? CrdFiles.Parse(SourceTree.Read(RulesPath))!
            : ChartCase.Read(source).Golden.Single(one => one.Kind == "PrometheusRule").Body)["spec"]!["groups"]!.DeepClone(),
    }.ToJsonString();
}
