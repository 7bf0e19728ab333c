using System.Net;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.Manifests.Installed;

/// <summary>The whole installed shape: silos and agents started with the arguments, files, users and capabilities of the rendered manifests.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class InstalledShapeTests(ITestOutputHelper output)
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

    // Two silos lose their lease and their watches, end, and are started again, all while agents go on with what they have.
    [RootFact("curl", "setpriv")]
    [Trait("Invariant", "1, 2, 7")]
    public async Task An_API_server_that_answers_429_and_500_for_a_minute_costs_no_answer_and_nothing_that_was_asked_meanwhile()
    {
        await using var cluster = await InstalledCluster.CreateAsync();
        await Task.WhenAll(cluster.Agents.Select(agent => agent.Process.WaitForLineAsync(LabNode.SaysLinked, default)))
            .WithinAsync("starting", "agents", "their links", cluster.Describe, Patience);
        var address = await ServeAsync(cluster);
        await AssertAnsweredAsync(cluster, address);
        cluster.RestartSilos();

        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var passed = 0; passed < 60; passed++)
        {
            await cluster.TroubleAsync(passed / 10 % 2 == 0 ? 429 : 500);
            if (passed == 20)
            {
                await cluster.People.CreateAsync(NewService("meanwhile"), default);
            }

            // By whichever agent: for some seconds there is still a leader that may take a busy one for dead.
            await AssertAnsweredAsync(cluster, address);
            await second.WaitForNextTickAsync();
        }

        var before = await AddressOfAsync(cluster, "meanwhile");
        var begin = TimeProvider.System.GetTimestamp();
        await cluster.TroubleAsync(0);
        await cluster.People.WaitForAnyAsync<Service>(
            "default", "an address for what was asked meanwhile",
            service => service.Metadata.Name == "meanwhile" && service.Status?.LoadBalancer?.Ingress is [_, ..]);
        output.WriteLine($"asked meanwhile, assigned {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:F1} s after the API server was well");

        Assert.Null(before);
        Assert.Equal(address.ToString(), await AddressOfAsync(cluster, "web"));
        Assert.NotEqual(address.ToString(), await AddressOfAsync(cluster, "meanwhile"));
        await AssertAnsweredAsync(cluster, address);
        Assert.Empty(cluster.Rules.Refused);
    }

    // O-080 to O-087: the Service of the webhooks leads to any silo that is ready, and one that stands by is.
    [RootFact("curl", "setpriv")]
    [Trait("Ref", "O-080")]
    [Trait("Ref", "O-081")]
    public async Task A_silo_that_stands_by_answers_admission_and_conversion_as_the_one_that_leads()
    {
        await using var cluster = await InstalledCluster.CreateAsync();
        foreach (var (pod, _) in cluster.Silos)
        {
            await InstalledCluster.ProbeAsync(pod, "readinessProbe");
        }

        await ServeAsync(cluster);
        await cluster.InstallAsync(
            "ValidatingWebhookConfiguration", "metallb-webhook-configuration", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations");
        var installed = await cluster.People.WaitForAsync<ValidatingWebhookConfiguration>(
            "", "metallb-webhook-configuration", "the authority", found => found.Webhooks!.TrueForAll(webhook => webhook.ClientConfig?.CaBundle is not null));
        var caller = new WebhookCaller(cluster, installed.Webhooks![0].ClientConfig!.CaBundle!);
        var lease = await cluster.People.GetAsync<Lease>(new ObjectKey("metallb-system", "metalorleans-silo"), default);
        var leader = Assert.Single(cluster.Silos, silo => lease.Spec!.HolderIdentity == silo.Pod.Name).Pod;
        var standby = Assert.Single(cluster.Silos, silo => silo.Pod != leader).Pod;
        Assert.StartsWith("ok: standby", await caller.ReadyAsync(standby), StringComparison.Ordinal);

        foreach (var (path, review, expected) in WebhookCaller.Reviews)
        {
            var led = await caller.CallAsync(leader, path, review);
            var stoodBy = await caller.CallAsync(standby, path, review);
            Assert.Contains(expected, led, StringComparison.Ordinal);
            Assert.Equal(led, stoodBy);
        }
    }

    private static Service NewService(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new() { Port = 80, Protocol = "TCP" }] },
    };

    private static async Task<string?> AddressOfAsync(InstalledCluster cluster, string name) =>
        (await cluster.People.GetAsync<Service>(new ObjectKey("default", name), default)).Status?.LoadBalancer?.Ingress?.Single().IP;

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
        await cluster.People.CreateAsync(NewService("web"), default);
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
