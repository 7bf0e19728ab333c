using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Services;

public sealed class ServiceRequestTests
{
    [Theory] // S-004, S-008
    [InlineData("metallb.io/loadBalancerIPs", "10.0.0.1", "10.0.0.1")]
    [InlineData("metallb.universe.tf/loadBalancerIPs", " fc00::1 , 10.0.0.1 ", "fc00::1 10.0.0.1")]
    [InlineData("metallb.io/loadBalancerIPs", "", "")]
    public void Reads_desired_addresses_from_either_prefix(string key, string value, string addresses) =>
        Assert.Equal(
            addresses, string.Join(' ', ServiceRequest.Read(Given.Service().Annotated(key, value)).Desired.Addresses));

    [Theory]
    [InlineData("10.0.0.1,", AddressSetRefusal.InvalidAddress)]
    [InlineData("10.0.0.1,fc00::1,fc00::2", AddressSetRefusal.WrongCount)]
    [InlineData("10.0.0.1,10.0.0.1", AddressSetRefusal.SameFamily)]
    public void Refuses_malformed_desired_addresses(string value, AddressSetRefusal refusal) => Assert.Equal(
        refusal, ServiceRequest.Read(Given.Service().Annotated("metallb.io/loadBalancerIPs", value)).Desired.Refusal);

    [Fact]
    public void The_present_prefix_wins_even_when_empty() // S-008
    {
        var service = Given.Service()
            .Annotated("metallb.universe.tf/address-pool", "old").Annotated("metallb.io/address-pool", "")
            .Annotated("metallb.universe.tf/allow-shared-ip", "old").Annotated("metallb.io/allow-shared-ip", "");

        var request = ServiceRequest.Read(service);

        Assert.Equal("", request.Pool);
        Assert.Equal("", request.SharingKey);
        Assert.True(request.HasSharingAnnotation);
    }

    [Fact]
    public void Annotation_and_spec_field_exclude_each_other() // S-003, S-004, X-011
    {
        var service = Given.Service().Annotated("metallb.io/loadBalancerIPs", "10.0.0.1") with
        {
            LoadBalancerIP = "10.0.0.1",
        };

        var desired = ServiceRequest.Read(service).Desired;

        Assert.Equal(AddressSetRefusal.AskedTwice, desired.Refusal);
        Assert.Equal("service can not have both metallb.io/loadBalancerIPs and svc.Spec.LoadBalancerIP", desired.Message);
    }

    [Fact]
    public void Refuses_a_malformed_spec_field() => Assert.Equal( // S-003
        "invalid spec.loadBalancerIP \"10.0.0\"",
        ServiceRequest.Read(Given.Service() with { LoadBalancerIP = "10.0.0" }).Desired.Message);

    [Theory] // S-011, S-021
    [InlineData("10.96.0.1", "IPv4")]
    [InlineData("fd00::1", "IPv6")]
    [InlineData("fd00::1 10.96.0.1", "IPv4 IPv6")]
    [InlineData("None", "")]
    public void Takes_the_families_from_the_cluster_IPs(string clusterIPs, string families) => Assert.Equal(
        families,
        string.Join(' ', ServiceRequest.Read(Given.Service() with { ClusterIPs = [.. clusterIPs.Split(' ')] }).Families));

    [Fact]
    public void The_backend_key_is_the_sorted_selector_for_policy_Local_only() // S-015, S-031
    {
        var service = Given.Service() with
        {
            Selector = Given.Service().Selector.Add("tier", "front").Add("app", "web"),
        };

        Assert.Equal("", ServiceRequest.Read(service).BackendKey);
        Assert.Equal("app=web,tier=front", ServiceRequest.Read(service with { IsTrafficPolicyLocal = true }).BackendKey);
    }

    [Fact]
    public void Asks_pools_with_its_keys_and_ports() // S-006, S-016
    {
        var request = ServiceRequest.Read(Given.Service().Annotated("metallb.io/allow-shared-ip", "key"))
            .ToAllocationRequest([IPFamily.IPv6]);

        Assert.Equal(new ServiceKey("default", "web"), request.Service);
        Assert.Equal([IPFamily.IPv6], request.Families.AsEnumerable());
        Assert.Equal("key", request.SharingKey);
        Assert.Equal([new ServicePort("TCP", 80)], request.Ports.AsEnumerable());
    }

    [Theory] // S-002
    [InlineData(null, "", true)]
    [InlineData("metallb", "", false)]
    [InlineData(null, "metallb", false)]
    [InlineData("metallb", "metallb", true)]
    [InlineData("other", "metallb", false)]
    public void Only_Services_of_our_class_are_ours(string? theirs, string ours, bool isOurs) =>
        Assert.Equal(isOurs, (Given.Service() with { LoadBalancerClass = theirs }).IsOurs(ours));

    [Fact] // S-001
    public void A_load_balancer_is_ours_and_what_remains_of_one_and_nothing_else()
    {
        var other = Given.Service() with { IsLoadBalancer = false, IngressIPs = [] };

        Assert.False(other.IsOurs(""));
        Assert.True((other with { IngressIPs = ["192.0.2.1"] }).IsOurs(""));
        Assert.True(other.Annotated(ServiceAnnotations.AllocatedFromPool, "p").IsOurs(""));
    }
}
