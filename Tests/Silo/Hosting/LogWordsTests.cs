using MetalOrleans.ApiServer;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Silo.Hosting;

/// <summary>O-071: what operators search a MetalLB controller's log for is in the silo's, in the situation that it names.</summary>
[Trait("Ref", "O-071")]
public sealed class LogWordsTests
{
    [Fact]
    public async Task The_life_of_a_Service_and_of_the_configuration_is_told_in_the_words_of_a_controller()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        await using var log = new RecordedLog(LogLevel.Debug);
        await using var silo = await HostedSilo.StartAsync(server, log: log);
        using var people = silo.NewClient();
        await log.WaitForAsync("MetalLB controller starting", "\"event\":\"starting\"");

        await people.CreateAsync(NewPool("pool", "10.0.0.0/32"), default);
        await log.WaitForAsync("config reloaded", "\"event\":\"config reloaded\"", "IPAddressPool, 1 in force, 0 refused");
        await people.CreateAsync(NewService("first"), default);
        await log.WaitForAsync("IP address assigned by controller", "\"event\":\"ipAllocated\"", "default/first");
        await people.CreateAsync(NewService("second"), default);
        await log.WaitForAsync("IP allocation failed", "\"level\":\"error\"", "default/second");

        await people.CreateAsync(NewPool("spoilt", "10.0.0.9-10.0.0.1"), default);
        await log.WaitForAsync("failed to parse the configuration", "\"level\":\"error\"", "\"op\":\"reload-validate\"", "spoilt");
        await people.CreateAsync(new Node { Metadata = new ObjectMeta { Name = "node1" } }, default);
        await log.WaitForAsync("node event - forcing sync", "\"level\":\"debug\"");

        var pool = await people.GetAsync<IPAddressPool>(new ObjectKey(HostedSilo.Namespace, "pool"), default);
        await people.UpdateAsync(pool with { Spec = new IPAddressPoolSpec { Addresses = ["10.0.1.0/32"] } }, default);
        await log.WaitForAsync("force service reload");
        await log.WaitForAsync("current IP not allowed by config, clearing", "default/first");
    }

    private static IPAddressPool NewPool(string name, string range) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = HostedSilo.Namespace },
        Spec = new IPAddressPoolSpec { Addresses = [range] },
    };

    private static Service NewService(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new ServiceSpec { Type = "LoadBalancer", Ports = [new ServicePort { Port = 80, Protocol = "TCP" }] },
    };
}
