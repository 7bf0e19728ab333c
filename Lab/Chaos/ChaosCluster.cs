using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Measuring;
using MetalOrleans.Lab.Oracle;

namespace MetalOrleans.Lab.Chaos;

/// <summary>What chaos is made of and judged by: objects on a cluster, and what the oracle allows there.</summary>
public static class ChaosCluster
{
    private const int ServiceCount = 3;

    /// <summary>One Service has an address of each family.</summary>
    private const int DualStackNumber = 2;

    private const string Configuration =
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: chaos, namespace: metallb-system}
        spec: {addresses: [192.168.1.192/29, '2001:db8:1::f100/124']}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: chaos, namespace: metallb-system}
        """;

    /// <summary>
    /// Gaps: 6 s for which a silo that was started anew waits for agents that do not come, an agent's back-off of at most
    /// 5 s, and room for a busy machine. Recovery: an agent that was away speaks on until it has heard from the silo or from
    /// the node that took its address.
    /// </summary>
    public static OracleRules Rules { get; } = new()
    {
        QuietGap = TimeSpan.FromSeconds(5),
        FaultGap = TimeSpan.FromSeconds(15),
        Recovery = TimeSpan.FromSeconds(6),
        LogDelay = TimeSpan.FromSeconds(2),
    };

    /// <summary>Makes some Services with endpoints everywhere, and returns their addresses.</summary>
    public static async Task<ImmutableArray<IPAddress>> ExposeAsync(LabCluster cluster, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);

        await cluster.Kubectl.ApplyTextAsync(Configuration, cancellationToken);
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        for (var number = 1; number <= ServiceCount; number++)
        {
            await cluster.Kubectl.ApplyTextAsync(Service(number, cluster.Nodes), cancellationToken);
            var count = number == DualStackNumber ? 2 : 1;
            var assigned = await cluster.Kubectl.WatchAsync(
                ["service", $"chaos-{number}"], "{.status.loadBalancer.ingress[*].ip}",
                text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == count, cancellationToken);
            addresses.AddRange(assigned.Split(' ').Select(IPAddress.Parse));
        }

        foreach (var node in cluster.Nodes)
        {
            foreach (var address in addresses)
            {
                await node.StandIn.EchoAsync(address);
            }
        }

        return addresses.ToImmutable();
    }

    private static string Service(int number, ImmutableArray<LabNode> nodes)
    {
        var name = $"chaos-{number}";
        var service = LabManifests.Service(name);
        if (number == DualStackNumber)
        {
            service["spec"]!["ipFamilyPolicy"] = "RequireDualStack";
        }

        return $"{service.ToJsonString()}\n{LabManifests.Endpoints(name, nodes).ToJsonString()}";
    }
}
