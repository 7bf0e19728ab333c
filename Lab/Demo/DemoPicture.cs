using MetalOrleans.Lab.Clusters;

namespace MetalOrleans.Lab.Demo;

/// <summary>The topology in characters.</summary>
internal static class DemoPicture
{
    public static string Draw(LabCluster cluster) =>
        $"""
                    client 192.168.1.100                        namespaces {cluster.Lab.Name}-*
                          │
          ════════════════╧════════════════  switch, 192.168.1.0/24
            │             │             │
          node1         node2         node3     .11 .12 .13: NetAgent, and a stand-in for the pod
            ┆             ┆             ┆
          ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┬┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  control network
                          ┆
                         silo ┄┄┄┄┄┄┄┄┄┄┄┄┄ 127.0.0.1:{cluster.ApiPort} ┄┄ kubectl
        """;
}
