using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Resources;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MetalOrleans.Cli.Conversion;

/// <summary>The configuration of MetalLB up to 0.12 as custom resources (W-001).</summary>
internal static class LegacyConversion
{
    private const string Header =
        "# Made by `kubectl metal configmap-to-crs` of the configuration of a MetalLB before 0.13. Read it before you apply it.\n";

    private const string DefaultNamespace = "metallb-system";

    /// <summary>Converts; a configuration with any fault is converted to nothing.</summary>
    /// <param name="text">A ConfigMap, or the configuration inside of it.</param>
    /// <param name="onlyData">The text is the configuration itself.</param>
    /// <param name="inNamespace">The namespace of the resources; null for the ConfigMap's.</param>
    public static ConversionResult Convert(string text, bool onlyData, string? inNamespace)
    {
        var faults = new List<string>();
        try
        {
            var root = Load(text);
            var found = DefaultNamespace;
            if (!onlyData && IsConfigMap(root))
            {
                if (Unwrap((YamlMappingNode)root, faults, ref found) is not { } config)
                {
                    return new ConversionResult(null, 0, [.. faults]);
                }

                root = Load(config);
            }

            var resources = LegacyReader.Read(root, inNamespace ?? found, faults);
            faults.AddRange(LegacyReview.Faults(resources));
            return faults.Count > 0
                ? new ConversionResult(null, 0, [.. faults])
                : new ConversionResult(Write(resources), resources.Count, []);
        }
        catch (YamlException e)
        {
            return new ConversionResult(null, 0, [.. faults, $"line {e.Start.Line}: this is no YAML: {e.Message}"]);
        }
    }

    private static YamlNode Load(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count > 0 ? stream.Documents[0].RootNode : new YamlMappingNode();
    }

    private static bool IsConfigMap(YamlNode root) =>
        root is YamlMappingNode map && map.Children.TryGetValue("kind", out var kind) && kind is YamlScalarNode { Value: "ConfigMap" };

    private static string? Unwrap(YamlMappingNode map, List<string> faults, ref string inNamespace)
    {
        if (map.Children.TryGetValue("metadata", out var metadata) && metadata is YamlMappingNode named
            && named.Children.TryGetValue("namespace", out var own) && own is YamlScalarNode { Value: { Length: > 0 } name })
        {
            inNamespace = name;
        }

        if (map.Children.TryGetValue("data", out var data) && data is YamlMappingNode values
            && values.Children.TryGetValue("config", out var config) && config is YamlScalarNode { Value: { } text })
        {
            return text;
        }

        faults.Add("the ConfigMap has no data.config: MetalLB read nothing else");
        return null;
    }

    // Whoever is referred to comes first: the webhooks look for it when the resources are applied in this order.
    private static string Write(LegacyResources resources)
    {
        var yaml = new StringBuilder(Header);
        Append(resources.BfdProfiles);
        Append(resources.Communities);
        Append(resources.Peers);
        Append(resources.Pools);
        Append(resources.BgpAdvertisements);
        Append(resources.L2Advertisements);
        return yaml.ToString();

        void Append<T>(ImmutableArray<T> items)
            where T : class, IKubernetesResource<T>
        {
            foreach (var item in items)
            {
                yaml.Append("---\n");
                ResourceYaml.Write(yaml, JsonNode.Parse(KubernetesJson.ToUtf8(item))!);
            }
        }
    }
}
