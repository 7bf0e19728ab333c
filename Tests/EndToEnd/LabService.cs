using System.Collections.Immutable;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>A Service for a test, and where its endpoints are.</summary>
internal sealed record LabService(string Name)
{
    /// <summary>Numbers of the nodes that have an endpoint.</summary>
    public ImmutableArray<int> EndpointNodes { get; init; } = [1, 2, 3];

    public string ExternalTrafficPolicy { get; init; } = "Cluster";

    /// <summary>The pool to take the address from; null for the one that serves all.</summary>
    public string? Pool { get; init; }

    /// <summary>More annotations, as lines of YAML.</summary>
    public ImmutableArray<string> Annotations { get; init; } = [];

    /// <summary>Labels, as YAML in braces.</summary>
    public string Labels { get; init; } = "{}";

    /// <summary>The ports, as a list of YAML in braces.</summary>
    public string Ports { get; init; } = "{name: http, protocol: TCP, port: 80, targetPort: 80}";

    /// <summary>The address's only family, <c>IPv4</c> or <c>IPv6</c>; null for the API server's choice.</summary>
    public string? Family { get; init; }

    /// <summary>Whether an address of each family is asked for.</summary>
    public bool IsDualStack { get; init; }

    public string Manifest() =>
        $$$"""
        apiVersion: v1
        kind: Service
        metadata:
          name: {{{Name}}}
          namespace: default
          labels: {{{Labels}}}
          annotations: {{{Annotated}}}
        spec:
          type: LoadBalancer{{{Families}}}
          externalTrafficPolicy: {{{ExternalTrafficPolicy}}}
          selector: {app: {{{Name}}}}
          ports: [{{{Ports}}}]
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: {{{Name}}}-lab
          namespace: default
          labels: {kubernetes.io/service-name: {{{Name}}}}
        addressType: IPv4
        ports: [{name: http, protocol: TCP, port: 80}]
        endpoints: [{{{string.Join(", ", EndpointNodes.Select(Endpoint))}}}]
        """;

    private string Families => IsDualStack
        ? "\n  ipFamilyPolicy: RequireDualStack\n  ipFamilies: [IPv4, IPv6]"
        : Family is null ? "" : $"\n  ipFamilyPolicy: SingleStack\n  ipFamilies: [{Family}]";

    private string Annotated =>
        "{" + string.Join(", ", Annotations.Concat(Pool is null ? [] : [$"metallb.io/address-pool: {Pool}"])) + "}";

    private static string Endpoint(int node) =>
        $$$"""{addresses: [192.168.1.{{{10 + node}}}], nodeName: node{{{node}}}, conditions: {ready: true}}""";
}
