using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace MetalOrleans.Cli.Bundles;

/// <summary>What belongs into a bundle.</summary>
internal static class BundleItems
{
    private static readonly string[] MetalLBKinds =
    [
        "ipaddresspools", "l2advertisements", "bgpadvertisements", "bfdprofiles", "communities", "servicel2statuses",
        "servicebgpstatuses", "configurationstates",
    ];

    /// <summary>Objects, lists of them, and what the server says of itself; Secrets by name and type only.</summary>
    public static ImmutableArray<BundleItem> Objects(string inNamespace)
    {
        var here = $"namespaces/{Uri.EscapeDataString(inNamespace)}";
        return
        [
            new("cluster/version.json", "/version"),
            new("cluster/nodes.json", "/api/v1/nodes"),
            new("cluster/namespaces.json", "/api/v1/namespaces"),
            new("cluster/services.json", "/api/v1/services"),
            new("cluster/endpointslices.json", "/apis/discovery.k8s.io/v1/endpointslices"),
            new("cluster/customresourcedefinitions.json", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
            new("cluster/validatingwebhookconfigurations.json", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"),
            .. MetalLBKinds.Select(kind => new BundleItem($"metallb/{kind}.json", $"/apis/metallb.io/v1beta1/{here}/{kind}")),
            new("metallb/bgppeers.json", $"/apis/metallb.io/v1beta2/{here}/bgppeers"),
            new("metallb/bgpsessionstates.json", $"/apis/frrk8s.metallb.io/v1beta1/{here}/bgpsessionstates"),
            new("metalorleans/ipreservations.json", $"/apis/metalorleans.io/v1alpha1/{here}/ipreservations"),
            new("metalorleans/poolpolicies.json", $"/apis/metalorleans.io/v1alpha1/{here}/poolpolicies"),
            new("namespace/pods.json", $"/api/v1/{here}/pods"),
            new("namespace/events.json", $"/api/v1/{here}/events"),
            new("namespace/configmaps.json", $"/api/v1/{here}/configmaps"),
            new("namespace/secrets.json", $"/api/v1/{here}/secrets"),
            new("namespace/services.json", $"/api/v1/{here}/services"),
            new("namespace/leases.json", $"/apis/coordination.k8s.io/v1/{here}/leases"),
            new("namespace/deployments.json", $"/apis/apps/v1/{here}/deployments"),
            new("namespace/daemonsets.json", $"/apis/apps/v1/{here}/daemonsets"),
            new("cluster/events.json", "/api/v1/events"),
        ];
    }

    /// <summary>
    /// Logs and metrics of our pods: those labelled <c>component</c> or <c>app.kubernetes.io/component</c> as controller or
    /// speaker, by both of MetalLB's packagings.
    /// </summary>
    /// <param name="pods">The list of pods.</param>
    /// <param name="logLines">The last lines of each log.</param>
    public static IEnumerable<BundleItem> OfPods(JsonNode pods, int logLines)
    {
        foreach (var pod in pods["items"]?.AsArray() ?? [])
        {
            var metadata = pod?["metadata"];
            var component = (string?)(metadata?["labels"]?["component"] ?? metadata?["labels"]?["app.kubernetes.io/component"]);
            if (component is not ("controller" or "speaker") || (string?)metadata!["name"] is not { } name)
            {
                continue;
            }

            var path = $"/api/v1/namespaces/{(string?)metadata["namespace"]}/pods/{name}";
            foreach (var container in pod!["spec"]?["containers"]?.AsArray() ?? [])
            {
                if ((string?)container?["name"] is { } containerName)
                {
                    var query = string.Create(
                        CultureInfo.InvariantCulture, $"log?container={containerName}&tailLines={logLines}&timestamps=true");
                    yield return new BundleItem($"logs/{name}/{containerName}.log", $"{path}/{query}");
                }
            }

            yield return new BundleItem($"metrics/{name}.txt", $"{path}:{MetricsPort(pod)}/proxy/metrics");
        }
    }

    /// <summary>The port that our manifests call <c>monitoring</c>; what scrapers are told by annotation comes before it.</summary>
    private static int MetricsPort(JsonNode pod)
    {
        if (int.TryParse(
            (string?)pod["metadata"]?["annotations"]?["prometheus.io/port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return port;
        }

        var monitoring = (pod["spec"]?["containers"]?.AsArray() ?? [])
            .SelectMany(container => container?["ports"]?.AsArray() ?? []).FirstOrDefault(found => (string?)found?["name"] == "monitoring");
        return (int?)monitoring?["containerPort"] ?? 7472;
    }
}
