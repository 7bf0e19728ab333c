using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.Tests.Manifests;

/// <summary>What the kinds accept and what they refuse. Messages are those of kube-apiserver for the same files.</summary>
public sealed class CrdValidationTests
{
    [Theory]
    [InlineData("IPAddressPool", "v1beta1", "{addresses: [192.168.1.240-192.168.1.250], autoAssign: true}")]
    [InlineData("IPAddressPool", "v1beta1", "{addresses: [192.168.1.240-192.168.1.250, 10.0.0.100-10.0.0.110, 172.16.50.10/32]}")]
    [InlineData("IPAddressPool", "v1beta1", "{addresses: [203.0.113.0/24], serviceAllocation: {priority: 50, namespaces: [a], namespaceSelectors: [{matchLabels: {foo: bar}}], serviceSelectors: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}")]
    [InlineData("L2Advertisement", "v1beta1", "{ipAddressPools: [production-pool]}")]
    [InlineData("L2Advertisement", "v1beta1", "{ipAddressPools: [layer2-pool], interfaces: [eth0], preferredNodeSelectors: [{weight: 100, preference: {}}]}")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 64500, peerASN: 64501, peerAddress: 192.168.1.1}")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 64500, dynamicASN: external, interface: eth0, connectTime: 10s, passwordSecret: {name: s}}")]
    [InlineData("BGPPeer", "v1beta1", "{myASN: 65001, peerASN: 65000, peerAddress: 192.168.1.1, routerID: 192.168.1.10, holdTime: 30s, keepaliveTime: 10s}")]
    [InlineData("BGPPeer", "v1beta1", "{myASN: 65001, peerASN: 65000, peerAddress: 192.168.1.1, peerPort: 0}")]
    [InlineData("BGPAdvertisement", "v1beta1", "{ipAddressPools: [production-pool], communities: ['65000:100'], localPref: 100, peers: [router1.example.com, router2.example.com]}")]
    [InlineData("BGPAdvertisement", "v1beta1", "{aggregationLength: 32, aggregationLengthV6: 128, serviceSelectors: [{matchLabels: {a: b}}]}")]
    [InlineData("BGPAdvertisement", "v1beta1", "{aggregationLength: 24, serviceSelectors: []}")]
    [InlineData("BFDProfile", "v1beta1", "{receiveInterval: 380, transmitInterval: 270, detectMultiplier: 2, echoMode: true, passiveMode: true, minimumTtl: 254}")]
    [InlineData("Community", "v1beta1", "{communities: [{name: vpn1, value: '1234:1'}, {name: big, value: 'large:1:2:3'}]}")]
    public void Accepts(string kind, string version, string spec)
    {
        var (unknown, errors) = Judge(kind, version, spec);

        Assert.Empty(unknown);
        Assert.Empty(errors);
    }

    [Theory]
    [Trait("Ref", "C-011 C-036 C-037 C-050 C-058 C-070 C-072 C-073 C-077 C-080 C-096 C-100 C-102 C-106")]
    [InlineData("IPAddressPool", "v1beta1", "{}", "spec.addresses: Required value")]
    [InlineData("IPAddressPool", "v1beta1", "{addresses: 10.0.0.0/24}", "spec.addresses: Invalid value: \"string\": spec.addresses in body must be of type array: \"string\"")]
    [InlineData("IPAddressPool", "v1beta1", "{addresses: [10.0.0.0/24], autoAssign: 'yes'}", "spec.autoAssign: Invalid value: \"string\": spec.autoAssign in body must be of type boolean: \"string\"")]
    [InlineData("L2Advertisement", "v1beta1", "{preferredNodeSelectors: [{weight: 101, preference: {}}]}", "spec.preferredNodeSelectors[0].weight: Invalid value: 101: spec.preferredNodeSelectors[0].weight in body should be less than or equal to 100")]
    [InlineData("L2Advertisement", "v1beta1", "{preferredNodeSelectors: [{weight: 1}]}", "spec.preferredNodeSelectors[0].preference: Required value")]
    [InlineData("L2Advertisement", "v1beta1", "{nodeSelectors: [{matchExpressions: [{key: a}]}]}", "spec.nodeSelectors[0].matchExpressions[0].operator: Required value")]
    [InlineData("BGPAdvertisement", "v1beta1", "{aggregationLength: 0}", "spec.aggregationLength: Invalid value: 0: spec.aggregationLength in body should be greater than or equal to 1")]
    [InlineData("BGPAdvertisement", "v1beta1", "{aggregationLength: 24, serviceSelectors: [{matchLabels: {a: b}}]}", "spec: Invalid value: \"object\": serviceSelectors and aggregationLength are mutually exclusive, can only be used together with default aggregationLength (32) and aggregationLengthV6 (128)")]
    [InlineData("BGPAdvertisement", "v1beta1", "{aggregationLengthV6: 64, serviceSelectors: [{}]}", "spec: Invalid value: \"object\": serviceSelectors and aggregationLength are mutually exclusive, can only be used together with default aggregationLength (32) and aggregationLengthV6 (128)")]
    [InlineData("BGPPeer", "v1beta2", "{}", "[spec.myASN: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1, peerPort: 99999}", "spec.peerPort: Invalid value: 99999: spec.peerPort in body should be less than or equal to 16384")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1, peerPort: 0}", "spec.peerPort: Invalid value: 0: spec.peerPort in body should be greater than or equal to 1")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 4294967296}", "spec.myASN: Invalid value: 4294967296: spec.myASN in body should be less than or equal to 4294967295")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1, localASN: 0}", "spec.localASN: Invalid value: 0: spec.localASN in body should be greater than or equal to 1")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1, dynamicASN: both}", "[spec.dynamicASN: Unsupported value: \"both\": supported values: \"internal\", \"external\", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1, connectTime: 0s}", "spec.connectTime: Invalid value: \"string\": connect time should be between 1 seconds to 65535")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1, connectTime: 65536s}", "spec.connectTime: Invalid value: \"string\": connect time should be between 1 seconds to 65535")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1, connectTime: 1500ms}", "spec.connectTime: Invalid value: \"string\": connect time should contain a whole number of seconds")]
    [InlineData("BGPPeer", "v1beta1", "{myASN: 1, peerASN: 2}", "spec.peerAddress: Required value")]
    [InlineData("BGPPeer", "v1beta1", "{myASN: 1, peerASN: 2, peerAddress: 1.1.1.1, nodeSelectors: [{matchExpressions: [{key: a, operator: In, values: []}]}]}", "spec.nodeSelectors[0].matchExpressions[0].values: Invalid value: 0: spec.nodeSelectors[0].matchExpressions[0].values in body should have at least 1 items")]
    [InlineData("BFDProfile", "v1beta1", "{receiveInterval: 9}", "spec.receiveInterval: Invalid value: 9: spec.receiveInterval in body should be greater than or equal to 10")]
    [InlineData("BFDProfile", "v1beta1", "{echoInterval: 60001}", "spec.echoInterval: Invalid value: 60001: spec.echoInterval in body should be less than or equal to 60000")]
    [InlineData("BFDProfile", "v1beta1", "{detectMultiplier: 1}", "spec.detectMultiplier: Invalid value: 1: spec.detectMultiplier in body should be greater than or equal to 2")]
    [InlineData("BFDProfile", "v1beta1", "{minimumTtl: 255}", "spec.minimumTtl: Invalid value: 255: spec.minimumTtl in body should be less than or equal to 254")]
    public void Refuses(string kind, string version, string spec, string expected) =>
        Assert.Equal(expected, FieldError.Join(Judge(kind, version, spec).Errors));

    [Theory]
    [InlineData("IPAddressPool", "v1beta1", "{addresses: [10.0.0.0/24], protocol: layer2}", "spec.protocol")]
    [InlineData("BGPPeer", "v1beta1", "{myASN: 1, peerASN: 2, peerAddress: 1.1.1.1, vrf: red}", "spec.vrf")]
    [InlineData("Community", "v1beta1", "{communities: [{name: a, values: '1:1'}]}", "spec.communities[0].values")]
    public void Drops_fields_that_do_not_exist(string kind, string version, string spec, string field) =>
        Assert.Equal([field], Judge(kind, version, spec).Unknown);

    [Theory]
    [Trait("Ref", "C-012 C-013 C-050 C-051 C-077 C-089")]
    [InlineData("IPAddressPool", "v1beta1", "{addresses: []}", """{"addresses":[],"autoAssign":true,"avoidBuggyIPs":false}""")]
    [InlineData("BGPAdvertisement", "v1beta1", "{}", """{"aggregationLength":32,"aggregationLengthV6":128}""")]
    [InlineData("BGPPeer", "v1beta2", "{myASN: 1}", """{"myASN":1,"peerPort":179,"disableMP":false,"dualStackAddressFamily":false}""")]
    [InlineData("BGPPeer", "v1beta1", "{myASN: 1}", """{"myASN":1}""")]
    [InlineData("BFDProfile", "v1beta1", "{}", "{}")]
    public void Fills_in_the_defaults_of_MetalLB(string kind, string version, string spec, string expected)
    {
        var item = Item(spec);

        CrdFiles.Schema(kind, version).ApplyDefaults(item);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), item["spec"]), item["spec"]!.ToJsonString());
    }

    [Theory]
    [Trait("Ref", "C-086 C-131 C-141")]
    [InlineData("BGPPeer", "v1beta2", "spec: {myASN: 1, enableGracefulRestart: true}", "spec: {myASN: 1, enableGracefulRestart: false}", "spec.enableGracefulRestart: Invalid value: \"boolean\": EnableGracefulRestart cannot be changed after creation")]
    [InlineData("ServiceL2Status", "v1beta1", "status: {node: a}", "status: {node: b}", "status.node: Invalid value: \"string\": Value is immutable")]
    [InlineData("ServiceL2Status", "v1beta1", "status: {serviceName: a}", "status: {serviceName: b}", "status.serviceName: Invalid value: \"string\": Value is immutable")]
    [InlineData("ServiceBGPStatus", "v1beta1", "status: {serviceNamespace: a}", "status: {serviceNamespace: b}", "status.serviceNamespace: Invalid value: \"string\": Value is immutable")]
    [InlineData("ServiceBGPStatus", "v1beta1", "status: {node: a}", "status: {node: b}", "status.node: Invalid value: \"string\": Value is immutable")]
    public void Refuses_to_change_what_is_fixed(string kind, string version, string before, string after, string expected)
    {
        var old = (JsonObject)CrdFiles.Parse(before)!;
        var now = (JsonObject)CrdFiles.Parse(after)!;
        var schema = CrdFiles.Schema(kind, version);

        Assert.Empty(schema.Validate(old, null));
        Assert.Empty(schema.Validate(old, old));
        Assert.Equal(expected, FieldError.Join(schema.Validate(now, old)));
    }

    [Fact]
    [Trait("Ref", "C-019")]
    public void The_status_of_a_pool_counts_all_or_nothing()
    {
        var item = (JsonObject)CrdFiles.Parse("{spec: {addresses: []}, status: {assignedIPv4: 1}}")!;

        var errors = CrdFiles.Schema("IPAddressPool", "v1beta1").Validate(item, null);

        Assert.Equal(["status.assignedIPv6", "status.availableIPv4", "status.availableIPv6"], errors.Select(error => error.Field));
    }

    [Fact]
    [Trait("Ref", "C-151")]
    public void Conditions_are_told_apart_by_type()
    {
        const string condition = "{type: A, status: 'True', reason: R, message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}";
        var item = (JsonObject)CrdFiles.Parse($"{{status: {{result: Valid, conditions: [{condition}, {condition}]}}}}")!;

        var errors = CrdFiles.Schema("ConfigurationState", "v1beta1").Validate(item, null);

        Assert.Equal("status.conditions[1]: Duplicate value: {\"type\":\"A\"}", FieldError.Join(errors));
    }

    [Fact]
    public void Every_rule_compiles() => Assert.All(CrdFiles.All.Keys, kind => Assert.All(
        CrdFiles.All[kind]["spec"]!["versions"]!.AsArray(),
        version => Assert.Empty(CrdFiles.Schema(kind, (string)version!["name"]!).RuleErrors())));

    private static (IReadOnlyList<string> Unknown, IReadOnlyList<FieldError> Errors) Judge(
        string kind, string version, string spec)
    {
        var schema = CrdFiles.Schema(kind, version);
        var item = Item(spec);
        var unknown = schema.Prune(item);
        schema.ApplyDefaults(item);
        return (unknown, schema.Validate(item, null));
    }

    private static JsonObject Item(string spec) => new()
    {
        ["apiVersion"] = "metallb.io/v1beta1",
        ["metadata"] = new JsonObject { ["name"] = "x", ["namespace"] = "metallb-system" },
        ["spec"] = CrdFiles.Parse(spec),
    };
}
