using System.Net;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Manifests.Installed;

/// <summary>The whole installed shape: silos and agents started with the arguments, files, users and capabilities of the rendered manifests.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class InstalledShapeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [RootFact("curl", "setpriv")]
    [Trait("Ref", "O-113")]
    public async Task What_the_manifests_install_serves_an_address_and_survives_the_leading_silo()
    {
        await using var cluster = await InstalledCluster.CreateAsync();
        await Task.WhenAll(cluster.Agents.Select(agent => agent.Process.WaitForLineAsync(LabNode.SaysLinked, default)))
            .WithinAsync("starting", "agents", "their links", cluster.Describe, Patience);
        foreach (var pod in cluster.Silos.Select(silo => silo.Pod).Concat(cluster.Agents.Select(agent => agent.Pod)))
        {
            await InstalledCluster.ProbeAsync(pod, "livenessProbe");
            await InstalledCluster.ProbeAsync(pod, "readinessProbe");
        }

        var address = await ServeAsync(cluster);
        await AssertAnsweredAsync(cluster, address);

        var lease = await cluster.People.GetAsync<Lease>(new ObjectKey("metallb-system", "metalorleans-silo"), default);
        var leader = Assert.Single(cluster.Silos, silo => lease.Spec!.HolderIdentity == silo.Pod.Name);
        var linked = cluster.Agents.Select(agent => agent.Process.WaitForNextLineAsync(LabNode.SaysLinked, default)).ToList();
        await leader.Process.StopAsync();
        await Task.WhenAll(linked).WithinAsync("changing silos", "agents", "their links", cluster.Describe, Patience);
        await AssertAnsweredAsync(cluster, address);

        Assert.Empty(cluster.Rules.Refused);
    }

    private static async Task<IPAddress> ServeAsync(InstalledCluster cluster)
    {
        await cluster.People.CreateAsync(
            new IPAddressPool
            {
                Metadata = new ObjectMeta { Name = "first-pool", Namespace = "metallb-system" },
                Spec = new IPAddressPoolSpec { Addresses = ["192.168.1.240-192.168.1.250"] },
            },
            default);
        await cluster.People.CreateAsync(
            new L2Advertisement
            {
                Metadata = new ObjectMeta { Name = "example", Namespace = "metallb-system" },
                Spec = new L2AdvertisementSpec(),
            },
            default);
        await cluster.People.CreateAsync(
            new EndpointSlice
            {
                Metadata = new ObjectMeta
                {
                    Name = "web-1",
                    Namespace = "default",
                    Labels = new(StringComparer.Ordinal) { ["kubernetes.io/service-name"] = "web" },
                },
                AddressType = "IPv4",
                Endpoints = [new() { Addresses = ["10.0.0.1"], NodeName = "node1" }],
            },
            default);
        await cluster.People.CreateAsync(
            new Service
            {
                Metadata = new ObjectMeta { Name = "web", Namespace = "default" },
                Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new() { Port = 80, Protocol = "TCP" }] },
            },
            default);
        await cluster.People.WaitForAnyAsync<ServiceL2Status>("metallb-system", "an announcer", status => status.Status?.Node is not null);
        var service = await cluster.People.GetAsync<Service>(new ObjectKey("default", "web"), default);
        return IPAddress.Parse(service.Status!.LoadBalancer!.Ingress![0].IP!);
    }

    private static async Task AssertAnsweredAsync(InstalledCluster cluster, IPAddress address)
    {
        await using var tap = await ArpTap.OpenAsync(cluster.Client, "eth0", TimeProvider.System);
        var answer = await tap.AskAsync(cluster.ClientCable, address, default)
            .WithinAsync("asking", address.ToString(), "an answer", cluster.Describe);
        Assert.Contains(cluster.Agents, agent => agent.Cable.Mac == answer.Packet.SenderMac);
    }
}
