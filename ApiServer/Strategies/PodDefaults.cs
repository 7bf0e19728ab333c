using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>The defaults of core/v1 PodSpec that kubectl shows.</summary>
internal static class PodDefaults
{
    public static void Apply(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        if (spec.Text("serviceAccountName") is { } account)
        {
            spec.Default("serviceAccount", account);
        }

        foreach (var container in spec.Array("initContainers").Objects().Concat(spec.Array("containers").Objects()))
        {
            ApplyToContainer(container);
        }
    }

    private static void ApplyToContainer(JsonObject container)
    {
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        var image = container.Text("image") ?? "";
        var latest = !image[(image.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal) || image.EndsWith(":latest", StringComparison.Ordinal);
        container.Default("imagePullPolicy", latest ? "Always" : "IfNotPresent");
        foreach (var port in container.Array("ports").Objects())
        {
            port.Default("protocol", "TCP");
        }

        foreach (var probe in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            if (container[probe] is JsonObject settings)
            {
                settings.Default("timeoutSeconds", 1);
                settings.Default("periodSeconds", 10);
                settings.Default("successThreshold", 1);
                settings.Default("failureThreshold", 3);
                settings.Object("httpGet")?.Default("scheme", "HTTP");
            }
        }
    }
}
