using System.Text.Json.Nodes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Manifests.Charts;

/// <summary>O-112, O-120 to O-134: the Helm chart, rendered by Helm itself.</summary>
public sealed class ChartTests
{
    public static TheoryData<string> Cases => ChartCase.Names;

    /// <summary>Values that cannot be, and what must be said about them (O-132).</summary>
    public static TheoryData<string, string> Refusals => new()
    {
        { "configInline.peers=x", "configmap-to-crs" },
        { "existingConfigMap=config", "configmap-to-crs" },
        { "speaker.frr.enabled=true,frrk8s.enabled=true", "exclude each other" },
        { "frrk8s.external=true", "frrk8s.external is not supported" },
        { "prometheus.podMonitor.enabled=true,prometheus.serviceMonitor.enabled=true", "exclude each other" },
        { "prometheus.podMonitor.enabled=true", "prometheus.serviceAccount is needed" },
        { "prometheus.serviceMonitor.enabled=true,prometheus.serviceAccount=p", "prometheus.namespace is needed" },
        { "prometheus.podMonitor.enabled=true,prometheus.metricsPort=0", "prometheus.metricsPort is 0" },
        { "prometheus.metricsPort=9120", "prometheus.secureMetricsPort" },
        { "controller.replica=2", "replica" },
        { "controller.webhookMode=onlywebhook", "webhookMode" },
        { "speaker.logLevel=verbose", "logLevel" },
        { "crds.validationFailurePolicy=Perhaps", "validationFailurePolicy" },
        { "tls.minVersion=VersionTLS11", "minVersion" },
        { "prometheus.prometheusRule.own.except={MetalLBIPPoolFull}", "own/except" },
    };

    [ToolTheory("helm")]
    [MemberData(nameof(Cases))]
    public async Task The_committed_rendering_is_what_helm_makes(string name)
    {
        var chart = ChartCase.Read(name);

        var rendered = ChartCase.ByKey(await chart.RenderAsync());

        var golden = ChartCase.ByKey(chart.Golden);
        Assert.Equal(golden.Keys, rendered.Keys);
        Assert.All(golden, one => Assert.Equal(one.Value, rendered[one.Key]));
    }

    [ToolTheory("helm")]
    [MemberData(nameof(Refusals))]
    [Trait("Ref", "O-132")]
    public async Task Values_that_cannot_be_are_refused_with_the_remedy(string values, string remedy)
    {
        var result = await ChartCase.HelmAsync("metallb", "metallb-system", "--set", values);

        Assert.False(result.Succeeded);
        Assert.Contains(remedy, result.Error, StringComparison.Ordinal);
    }

    [ToolFact("helm")]
    public async Task Helm_has_nothing_to_complain_of() =>
        (await new MetalOrleans.Lab.Processes.CommandLine("helm", ["lint", "--strict", ManifestTree.Chart]).RunAsync(default)).EnsureSucceeded();

    [ToolTheory("helm")]
    [InlineData("metallb", "", "metallb")]
    [InlineData("prod", "", "prod-metallb")]
    [InlineData("my-metallb-2", "", "my-metallb-2")]
    [InlineData("prod", "fullnameOverride=lb", "lb")]
    [InlineData("prod", "nameOverride=lb", "prod-lb")]
    [Trait("Ref", "O-112")]
    public async Task Objects_are_named_for_the_release_as_MetalLBs_are(string release, string set, string expected)
    {
        var objects = ManifestObject.ReadAll(
            (await ChartCase.HelmAsync(release, "metallb-system", "--set", set)).EnsureSucceeded().Output);

        objects.The("Deployment", expected + "-controller");
        objects.The("DaemonSet", expected + "-speaker");
        objects.The("ServiceAccount", expected + "-controller");
        Assert.Contains($"--silo={expected}-silo.metallb-system.svc:7443", objects.The("DaemonSet", expected + "-speaker").Arguments);
    }

    [ToolFact("helm")]
    public async Task The_chart_brings_the_custom_resources_and_leaves_them_out_on_request()
    {
        var all = await new MetalOrleans.Lab.Processes.CommandLine("helm", ["template", "metallb", ManifestTree.Chart]).RunAsync(default);
        var without = await ChartCase.HelmAsync("metallb", "metallb-system");

        Assert.Equal(
            CrdFiles.All.Count,
            ManifestObject.ReadAll(all.EnsureSucceeded().Output).Count(one => one.Kind == "CustomResourceDefinition"));
        Assert.DoesNotContain("CustomResourceDefinition", without.EnsureSucceeded().Output, StringComparison.Ordinal);
    }

    [ToolTheory("helm")]
    [InlineData("staleConfig.enabled=false", "MetalLBStaleConfig")]
    [InlineData("configNotLoaded.enabled=false", "MetalLBConfigNotLoaded")]
    [InlineData("addressPoolExhausted.enabled=false", "MetalLBAddressPoolExhausted")]
    [InlineData("addressPoolUsage.enabled=false", "MetalLBAddressPoolUsage75Percent MetalLBAddressPoolUsage85Percent MetalLBAddressPoolUsage95Percent")]
    [InlineData("bgpSessionDown.enabled=false", "MetalLBBGPSessionDown")]
    [InlineData("availability.except={MetalLBIPPoolFull,MetalLBSpeakerDown}", "MetalLBIPPoolFull MetalLBSpeakerDown")]
    [InlineData(
        "availability.enabled=false",
        "MetalLBControllerDown MetalLBAllSpeakersDown MetalLBSpeakerDown MetalLBMetricsMissing MetalLBIPPoolFull MetalLBIPPoolExhausted")]
    [InlineData("own.except={MetalOrleansNodeDeaf}", "MetalOrleansNodeDeaf")]
    [InlineData(
        "own.enabled=false",
        "MetalOrleansNoLeader MetalOrleansAgentDisconnected MetalOrleansAddressConflict MetalOrleansNodeDeaf MetalOrleansApiServerSilent "
        + "MetalOrleansBFDSessionDown")]
    [Trait("Ref", "O-126")]
    public async Task A_value_leaves_alerts_out_and_no_others(string value, string missing)
    {
        var all = await AlertsAsync("enabled=true");
        var left = await AlertsAsync(value);

        Assert.Equal(all.Except(missing.Split(' ')), left);

        static async Task<List<string>> AlertsAsync(string set) =>
        [
            .. ManifestObject.ReadAll((await ChartCase.HelmAsync(
                "metallb", "metallb-system", "--set", $"prometheus.prometheusRule.enabled=true,prometheus.prometheusRule.{set}")).EnsureSucceeded().Output)
                .The("PrometheusRule", "metallb").Body["spec"]!["groups"]!.AsArray()
                .SelectMany(group => group!["rules"]!.AsArray()).Select(alert => (string)alert!["alert"]!),
        ];
    }

    [ToolFact("helm")]
    public async Task The_dashboard_comes_where_Grafanas_sidecar_looks_for_it()
    {
        var objects = ManifestObject.ReadAll((await ChartCase.HelmAsync(
            "metallb", "metallb-system", "--set", "prometheus.grafanaDashboard.enabled=true,prometheus.grafanaDashboard.namespace=monitoring")).EnsureSucceeded().Output);

        var map = objects.The("ConfigMap", "metallb-dashboard");
        Assert.Equal("monitoring", map.Namespace);
        Assert.Equal("1", (string)map.Body["metadata"]!["labels"]!["grafana_dashboard"]!);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse((string)map.Body["data"]!["metalorleans.json"]!),
                JsonNode.Parse(await File.ReadAllTextAsync(ManifestTree.PathOf("grafana", "metalorleans.json")))),
            "The ConfigMap does not hold the dashboard.");
    }

    [ToolTheory("helm")]
    [InlineData("prometheus.secureMetricsPort=9120,prometheus.serviceAccount=p,prometheus.namespace=monitoring", true)]
    [InlineData("prometheus.secureMetricsPort=9120,prometheus.serviceAccount=p,prometheus.namespace=monitoring,prometheus.rbacPrometheus=false", false)]
    [InlineData("prometheus.secureMetricsPort=9120", false)]
    [InlineData("prometheus.serviceAccount=p,prometheus.namespace=monitoring", false)]
    [Trait("Ref", "O-062")]
    public async Task Prometheus_may_read_the_metrics_over_HTTPS_where_it_is_named(string values, bool isAllowed)
    {
        var objects = ManifestObject.ReadAll((await ChartCase.HelmAsync("metallb", "metallb-system", "--set", values)).EnsureSucceeded().Output);

        var readers = objects.Where(one => one.Kind == "ClusterRole" && one.Body["rules"]!.AsArray().Any(rule => rule!["nonResourceURLs"] is not null));
        Assert.Equal(isAllowed, readers.Any());
        var bindings = objects.Where(one => one.Kind == "ClusterRoleBinding" && (string)one.Body["subjects"]![0]!["namespace"]! == "monitoring");
        Assert.Equal(isAllowed, bindings.Any());
    }
}
