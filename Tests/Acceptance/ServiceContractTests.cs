using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Acceptance.Support;
using static MetalOrleans.Tests.Acceptance.Support.Cluster;

namespace MetalOrleans.Tests.Acceptance;

/// <summary>What is read of a Service and its pool, what is not, and what is written back (sections 2.1, 2.2 and 3).</summary>
public sealed class ServiceContractTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Ref", "S-007")]
    [Trait("Ref", "S-008")]
    [Trait("Ref", "X-209")]
    public async Task The_pool_of_origin_is_written_over_whatever_somebody_put_there_and_its_old_name_is_left_alone()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.0/30");
        await _cluster.CreateServiceAsync("web", Annotated(
            "metallb.io/ip-allocated-from-pool=invented", "metallb.universe.tf/ip-allocated-from-pool=default-pool"));

        var served = await _cluster.HasAsync("web", "10.0.0.0");

        Assert.Equal("pool", served.Metadata.Annotations!["metallb.io/ip-allocated-from-pool"]);
        Assert.Equal("default-pool", served.Metadata.Annotations["metallb.universe.tf/ip-allocated-from-pool"]);
        await _cluster.HasEventAsync("web", "deprecatedAnnotation", "metallb.universe.tf/ip-allocated-from-pool");
    }

    [Fact]
    [Trait("Ref", "S-010")]
    [Trait("Ref", "S-019")]
    [Trait("Ref", "S-023")]
    [Trait("Ref", "S-072")]
    public async Task What_is_unknown_is_no_error_and_has_no_meaning_and_nothing_but_status_and_one_annotation_is_written()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.0/30");
        var asked = await _cluster.CreateServiceAsync("web", service => Specified(spec => spec with
        {
            AllocateLoadBalancerNodePorts = false,
            Unknown = Json("""{"loadBalancerSourceRanges":["192.0.2.0/24"],"sessionAffinity":"ClientIP","externalIPs":["198.51.100.7"]}"""),
        })(Annotated("metallb.io/no-such-thing=10.0.0.3", "example.com/mine=kept")(service)));

        var served = await _cluster.HasAsync("web", "10.0.0.0");

        Assert.Equal(
            ["example.com/mine", "metallb.io/ip-allocated-from-pool", "metallb.io/no-such-thing"],
            served.Metadata.Annotations!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(served.Metadata.Finalizers);
        Assert.Null(served.Metadata.OwnerReferences);
        Assert.Equal(asked.Metadata.Generation, served.Metadata.Generation);
        var ingress = Assert.Single(served.Status!.LoadBalancer!.Ingress!);
        Assert.Equal(("10.0.0.0", null), (ingress.IP, ingress.Hostname));
    }

    [Fact]
    [Trait("Ref", "W-106")]
    [Trait("Ref", "S-044")]
    [Trait("Ref", "S-045")]
    public async Task A_status_that_names_no_usable_address_is_replaced()
    {
        await _cluster.CreatePoolAsync("pool", "10.0.0.0/30");
        await _cluster.CreateServiceAsync("named");
        await _cluster.CreateServiceAsync("both");
        await _cluster.HasAsync("named", "10.0.0.0");
        await _cluster.HasAsync("both", "10.0.0.1");

        await IngressAsync("named", new LoadBalancerIngress { Hostname = "lb.example.com" });
        await IngressAsync("both", new LoadBalancerIngress { IP = "10.0.0.1" }, new LoadBalancerIngress { IP = "10.0.0.1" });

        await _cluster.HasEventAsync("both", "nolbIPsIPFamily", "same address family");
        await _cluster.Services.WaitForAsync(
            Key("named"), service => service.Status?.LoadBalancer?.Ingress is [{ IP: "10.0.0.0" }], "its address");
        await _cluster.Services.WaitForAsync(
            Key("both"), service => service.Status?.LoadBalancer?.Ingress is [{ IP: "10.0.0.1" }], "its address");
    }

    [Fact]
    [Trait("Ref", "A-034")]
    [Trait("Ref", "W-122")]
    public async Task A_pool_may_contain_the_addresses_of_nodes()
    {
        await _cluster.Client.CreateAsync(
            new Node
            {
                Metadata = new ObjectMeta { Name = "node1" },
                Status = new NodeStatus { Addresses = [new NodeAddress { Type = "InternalIP", Address = "10.0.0.1" }] },
            },
            default);

        await _cluster.CreatePoolAsync("pool", "10.0.0.0/30");

        await _cluster.HasCountersAsync("pool", 0, 4);
    }

    [Theory]
    [Trait("Ref", "C-010")]
    [Trait("Ref", "C-011")]
    [InlineData("", "spec: Required value")]
    [InlineData("spec: {}", "spec.addresses: Required value")]
    [InlineData("spec: {addresses: 10.0.0.0/24}", "expected list")]
    public async Task A_pool_without_addresses_is_refused_by_the_definition(string spec, string why)
    {
        var result = await _cluster.KubectlAsync(
            $"""
             apiVersion: metallb.io/v1beta1
             kind: IPAddressPool
             metadata: {"{name: pool, namespace: metallb-system}"}
             {spec}
             """,
            "create", "--validate=false", "-f", "-");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(why, result.Error + WrongType(result.Error), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ref", "S-060")]
    [Trait("Ref", "C-004")]
    public async Task A_pool_outside_the_configuration_namespace_gives_nothing()
    {
        var elsewhere = new IPAddressPool
        {
            Metadata = new ObjectMeta { Namespace = "default", Name = "stray" },
            Spec = new IPAddressPoolSpec { Addresses = ["10.9.0.0/24"] },
        };
        try
        {
            await _cluster.Client.CreateAsync(elsewhere, default);
        }
        catch (KubernetesApiException e)
        {
            Assert.Contains($"resource must be created in {ConfigurationNamespace} namespace", e.Message, StringComparison.Ordinal);
        }

        await _cluster.CreatePoolAsync("pool", "10.0.0.0/32");
        await _cluster.CreateServiceAsync("web");
        await _cluster.HasAsync("web", "10.0.0.0");
        await _cluster.CreateServiceAsync("stray", Annotated($"{ServiceAnnotations.AddressPool}=stray"));

        await _cluster.IsPendingAsync("stray", "unknown pool \"stray\"");
    }

    // The two texts that say that a list was expected, of the API server and of kubectl.
    private static string WrongType(string error) =>
        error.Contains("must be of type array", StringComparison.Ordinal) ? "expected list" : "";

    private static Dictionary<string, System.Text.Json.JsonElement> Json(string text) =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>(text)!;

    private async Task IngressAsync(string service, params LoadBalancerIngress[] ingress)
    {
        var found = await _cluster.Client.GetAsync<Service>(Key(service), default);
        await _cluster.Client.UpdateStatusAsync(
            found with { Status = new ServiceStatus { LoadBalancer = new LoadBalancerStatus { Ingress = [.. ingress] } } }, default);
    }
}
