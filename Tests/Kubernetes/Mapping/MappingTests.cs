using System.Collections.Immutable;
using System.Text;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Tests.Kubernetes.Mapping;

public sealed class MappingTests
{
    [Fact]
    public void A_Service_is_read_field_by_field()
    {
        var view = ServiceMapping.ToView(Read<Service>("""
            {"metadata":{"namespace":"prod","name":"web","uid":"u","resourceVersion":"7","labels":{"app":"web"},
              "annotations":{"metallb.io/loadBalancerIPs":"10.0.0.1","metallb.universe.tf/address-pool":"p","metalorleans.io/x":"y","other/z":"no"}},
             "spec":{"type":"LoadBalancer","loadBalancerClass":"metallb","loadBalancerIP":"10.0.0.9","clusterIP":"10.96.0.5",
               "clusterIPs":["10.96.0.5","fd00::5"],"ipFamilyPolicy":"PreferDualStack","ipFamilies":["IPv6","IPv4"],
               "externalTrafficPolicy":"Local","selector":{"b":"2","a":"1"},
               "ports":[{"port":53,"protocol":"UDP","targetPort":"dns"},{"port":80}]},
             "status":{"loadBalancer":{"ingress":[{"hostname":"h"},{"ip":"10.0.0.1"},{"ip":"fd00::1","ipMode":"VIP"}]}}}
            """));

        Assert.Equal(new ServiceKey("prod", "web"), view.Key);
        Assert.Equal(("u", "7"), (view.Uid, view.ResourceVersion));
        Assert.Equal("web", view.Labels["app"]); // S-017
        Assert.Equal(["metallb.io/loadBalancerIPs", "metallb.universe.tf/address-pool", "metalorleans.io/x"], view.Annotations.Keys);
        Assert.True(view.IsLoadBalancer); // S-001
        Assert.Equal("metallb", view.LoadBalancerClass); // S-002
        Assert.Equal("10.0.0.9", view.LoadBalancerIP); // S-003
        Assert.Equal(["10.96.0.5", "fd00::5"], view.ClusterIPs.AsEnumerable()); // S-011
        Assert.Equal(IPFamilyPolicy.PreferDualStack, view.IPFamilyPolicy); // S-012
        Assert.True(view.PrefersIPv6); // S-013
        Assert.True(view.IsTrafficPolicyLocal); // S-014
        Assert.Equal(["a", "b"], view.Selector.Keys); // S-015
        Assert.Equal(["UDP/53", "TCP/80"], view.Ports.Select(port => port.ToString())); // S-016
        Assert.Equal(["10.0.0.1", "fd00::1"], view.IngressIPs.AsEnumerable());
    }

    [Fact]
    public void A_Service_without_anything_has_the_defaults()
    {
        var view = ServiceMapping.ToView(Read<Service>("""{"metadata":{"namespace":"prod","name":"web"}}"""));

        Assert.False(view.IsLoadBalancer);
        Assert.Null(view.LoadBalancerClass);
        Assert.Equal(IPFamilyPolicy.SingleStack, view.IPFamilyPolicy);
        Assert.Empty(view.ClusterIPs);
        Assert.Empty(view.IngressIPs);
    }

    // S-011: an old server writes clusterIP alone, and a headless Service says None.
    [Theory]
    [InlineData("""{"clusterIP":"10.96.0.5"}""", "10.96.0.5")]
    [InlineData("""{"clusterIP":"None","clusterIPs":["None"]}""", "None")]
    [InlineData("""{"clusterIP":""}""", "")]
    public void Cluster_addresses_come_from_the_list_or_the_single_field(string spec, string expected)
    {
        var service = Read<Service>($$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}""");

        Assert.Equal(expected, string.Join(',', ServiceMapping.ToView(service).ClusterIPs));
    }

    [Theory]
    // status before, addresses, what is written; empty: nothing to write
    [InlineData("{}", "10.0.0.1", """[{"ip":"10.0.0.1","ipMode":"VIP"}]""")]
    [InlineData("""{"loadBalancer":{"ingress":[{"ip":"10.0.0.1","ipMode":"VIP"}]}}""", "10.0.0.1", "")]
    [InlineData("""{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}""", "10.0.0.1", "")]
    [InlineData("""{"loadBalancer":{"ingress":[{"ip":"10.0.0.1","ipMode":"Proxy"}]}}""", "10.0.0.1", "")]
    [InlineData("""{"loadBalancer":{"ingress":[{"ip":"10.0.0.1","ipMode":"VIP","ports":[{"port":1}]}]}}""", "10.0.0.1,fd00::1", """[{"ip":"10.0.0.1","ipMode":"VIP","ports":[{"port":1}]},{"ip":"fd00::1","ipMode":"VIP"}]""")]
    [InlineData("""{"loadBalancer":{"ingress":[{"ip":"10.0.0.1","ipMode":"VIP"},{"ip":"fd00::1","ipMode":"VIP"}]}}""", "fd00::1,10.0.0.1", """[{"ip":"fd00::1","ipMode":"VIP"},{"ip":"10.0.0.1","ipMode":"VIP"}]""")]
    [InlineData("""{"loadBalancer":{"ingress":[{"ip":"10.0.0.1","ipMode":"VIP"}]}}""", "", "[]")]
    [InlineData("{}", "", "")]
    [Trait("Ref", "Q-45")]
    public void A_status_is_written_with_ipMode_and_only_when_it_changes(string status, string addresses, string expected)
    {
        var service = Read<Service>($$$"""{"metadata":{"name":"a"},"status":{{{status}}}}""");

        var after = ServiceMapping.WithIngress(service, addresses.Split(',', StringSplitOptions.RemoveEmptyEntries));

        if (expected.Length == 0)
        {
            Assert.Same(service, after);
        }
        else
        {
            Assert.Contains($"\"ingress\":{expected}", Encoding.UTF8.GetString(KubernetesJson.ToUtf8(after)), StringComparison.Ordinal);
            Assert.Same(after, ServiceMapping.WithIngress(after, ServiceMapping.ToIngressIPs(after)));
        }
    }

    [Theory]
    [InlineData("{}", "{}", false, false)]
    [InlineData("""{"node.kubernetes.io/exclude-from-external-load-balancers":""}""", "{}", true, false)]
    [InlineData("""{"node.kubernetes.io/exclude-from-external-load-balancers":"false"}""", "{}", true, false)]
    [InlineData("{}", """{"conditions":[{"type":"NetworkUnavailable","status":"True"}]}""", false, true)]
    [InlineData("{}", """{"conditions":[{"type":"NetworkUnavailable","status":"Unknown"},{"type":"Ready","status":"False"}]}""", false, false)]
    [Trait("Ref", "L-013")]
    [Trait("Ref", "L-019")]
    [Trait("Ref", "W-121")]
    public void A_Node_is_excluded_by_label_whatever_its_value_and_by_network_condition(string labels, string status, bool excluded, bool unavailable)
    {
        var node = NodeMapping.ToNode(Read<Node>($$$"""{"metadata":{"name":"n1","labels":{{{labels}}}},"spec":{"unschedulable":true},"status":{{{status}}}}"""));

        Assert.Equal("n1", node.Name);
        Assert.Equal((excluded, unavailable), (node.IsExcludedFromLoadBalancers, node.IsNetworkUnavailable));
    }

    [Theory]
    [InlineData("{}", "{}", false)]
    [InlineData("""{"metalorleans.io/drain":"true"}""", "{}", true)]
    [InlineData("{}", """{"metalorleans.io/drain":""}""", true)]
    [InlineData("""{"metalorleans.io/drain":"false"}""", "{}", false)]
    public void A_Node_is_drained_by_a_label_or_an_annotation(string labels, string annotations, bool expected)
    {
        var node = NodeMapping.ToNode(Read<Node>(
            $$$"""{"metadata":{"name":"n1","labels":{{{labels}}},"annotations":{{{annotations}}}}}"""));

        Assert.Equal(expected, node.IsDraining);
        Assert.Null(node.RebalanceRequest);
    }

    // Never announced: names, and what cannot be read, are no addresses.
    [Fact]
    public void A_Nodes_own_addresses_are_its_internal_and_external_ones()
    {
        var node = NodeMapping.ToNode(Read<Node>(
            """
            {"metadata":{"name":"n1"},"status":{"addresses":[
              {"type":"InternalIP","address":"192.0.2.7"},{"type":"ExternalIP","address":"2001:db8::7"},
              {"type":"Hostname","address":"192.0.2.8"},{"type":"InternalIP","address":"n1"}]}}
            """));

        Assert.Equal(["192.0.2.7", "2001:db8::7"], node.Addresses.Select(address => address.ToString()));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"ready":true}""", true)]
    [InlineData("""{"ready":true,"serving":false}""", true)]
    [InlineData("""{"ready":false,"serving":true,"terminating":true}""", true)]
    [InlineData("""{"ready":false,"serving":false}""", false)]
    [InlineData("""{"ready":false}""", false)]
    [Trait("Ref", "L-030")]
    public void An_endpoint_can_serve_if_ready_is_unknown_or_true_or_serving_is_true(string conditions, bool expected)
    {
        var slice = Slice($$$"""[{"nodeName":"n1","conditions":{{{conditions}}}}]""");

        var endpoints = EndpointMapping.ToEndpoints([slice]);

        Assert.Equal(expected, endpoints.HasServingEndpoint);
        Assert.Equal(expected ? ["n1"] : [], endpoints.ServingNodes);
    }

    [Fact]
    [Trait("Ref", "L-014")]
    public void Slices_of_one_Service_are_taken_together_and_endpoints_without_a_node_still_serve()
    {
        var endpoints = EndpointMapping.ToEndpoints(
        [
            Slice("""[{"nodeName":"n2"},{"nodeName":"n1","conditions":{"ready":true}}]"""),
            Slice("""[{"nodeName":"n2"},{"conditions":null}]"""),
            Slice("null"),
        ]);

        Assert.Equal(
            new ServiceEndpoints(true, ["n1", "n2"])
            {
                ReadyByNode = ImmutableSortedDictionary<string, int>.Empty.Add("n1", 1).Add("n2", 2),
            },
            endpoints);
        Assert.Equal(new ServiceEndpoints(true, []), EndpointMapping.ToEndpoints([Slice("[{}]")]));
        Assert.Equal(ServiceEndpoints.None, EndpointMapping.ToEndpoints([]));
    }

    [Fact]
    [Trait("Ref", "L-031")]
    public void A_slice_names_its_Service_by_label_or_not_at_all()
    {
        var labelled = Read<EndpointSlice>("""{"metadata":{"namespace":"prod","name":"web-x","labels":{"kubernetes.io/service-name":"web"}}}""");

        Assert.Equal(new ServiceKey("prod", "web"), EndpointMapping.ToServiceKey(labelled));
        Assert.Null(EndpointMapping.ToServiceKey(Slice("[]")));
    }

    [Fact]
    public void A_pool_is_read_as_it_was_written()
    {
        var spec = IPAddressPoolMapping.ToSpec(Read<IPAddressPool>("""
            {"metadata":{"name":"p","labels":{"a":"b"},"creationTimestamp":"2026-05-01T10:20:30Z"},
             "spec":{"addresses":["10.0.0.0/24","oops"],"autoAssign":false,"avoidBuggyIPs":true,
               "serviceAllocation":{"priority":5,"namespaces":["x"],"namespaceSelectors":[{"matchLabels":{"k":"v"}}],
                 "serviceSelectors":[{"matchExpressions":[{"key":"k","operator":"In","values":["v","w"]}]}]}}}
            """));

        Assert.Equal(["10.0.0.0/24", "oops"], spec.Addresses.AsEnumerable()); // C-011
        Assert.Equal((false, true), (spec.AutoAssign, spec.AvoidBuggyIPs)); // C-012, C-013
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 10, 20, 30, TimeSpan.Zero), spec.CreatedAt);
        Assert.Equal("b", spec.Labels["a"]);
        Assert.Equal(5, spec.ServiceAllocation!.Priority); // C-015
        Assert.Equal(["x"], spec.ServiceAllocation.Namespaces.AsEnumerable()); // C-016
        Assert.Equal("v", Assert.Single(spec.ServiceAllocation.NamespaceSelectors).MatchLabels["k"]); // C-017
        var expression = Assert.Single(Assert.Single(spec.ServiceAllocation.ServiceSelectors).MatchExpressions); // C-018
        Assert.Equal(("k", "In", "v,w"), (expression.Key, expression.Operator, string.Join(',', expression.Values)));
    }

    [Fact]
    public void A_pool_without_options_has_the_defaults_of_the_schema()
    {
        var spec = IPAddressPoolMapping.ToSpec(Read<IPAddressPool>("""{"metadata":{"name":"p"},"spec":{"addresses":["10.0.0.0/24"]}}"""));

        Assert.Equal((true, false), (spec.AutoAssign, spec.AvoidBuggyIPs)); // C-012, C-013
        Assert.Null(spec.ServiceAllocation); // C-014
    }

    [Fact]
    public void An_L2Advertisement_is_read_as_it_was_written()
    {
        var spec = L2AdvertisementMapping.ToSpec(Read<L2Advertisement>("""
            {"metadata":{"name":"l2"},"spec":{"ipAddressPools":["p"],"ipAddressPoolSelectors":[{}],"nodeSelectors":[{"matchLabels":{"n":"1"}}],
             "interfaces":["eth0"],"serviceSelectors":[{"matchLabels":{"s":"1"}}],"preferredNodeSelectors":[{"weight":7,"preference":{"matchLabels":{"e":"1"}}}]}}
            """));

        Assert.Equal(["p"], spec.IPAddressPools.AsEnumerable()); // C-030
        Assert.Empty(Assert.Single(spec.IPAddressPoolSelectors).MatchLabels); // C-031
        Assert.Equal("1", Assert.Single(spec.NodeSelectors).MatchLabels["n"]); // C-032
        Assert.Equal(["eth0"], spec.Interfaces.AsEnumerable()); // C-033
        Assert.Equal("1", Assert.Single(spec.ServiceSelectors).MatchLabels["s"]); // C-034
        var preferred = Assert.Single(spec.PreferredNodeSelectors); // C-035 to C-037
        Assert.Equal((7, "1"), (preferred.Weight, preferred.Preference.MatchLabels["e"]));
    }

    [Fact]
    public void An_L2Advertisement_without_a_spec_advertises_everything() =>
        Assert.Empty(L2AdvertisementMapping.ToSpec(Read<L2Advertisement>("""{"metadata":{"name":"l2"}}""")).IPAddressPools);

    [Fact]
    [Trait("Ref", "C-017")]
    public void A_Namespace_is_its_labels() =>
        Assert.Equal("b", NamespaceMapping.ToLabels(Read<Namespace>("""{"metadata":{"name":"n","labels":{"a":"b"}}}"""))["a"]);

    private static EndpointSlice Slice(string endpoints) =>
        Read<EndpointSlice>($$$"""{"metadata":{"namespace":"prod","name":"s"},"endpoints":{{{endpoints}}}}""");

    private static T Read<T>(string json)
        where T : class, IKubernetesResource<T> => KubernetesJson.FromUtf8<T>(Encoding.UTF8.GetBytes(json));
}
