using MetalOrleans.Cli.Conversion;
using MetalOrleans.Tests.Rules;

namespace MetalOrleans.Tests.Cli.Conversion;

/// <summary>W-001: the ConfigMap of MetalLB up to 0.12 as custom resources.</summary>
[Trait("Ref", "W-001")]
public sealed class LegacyConversionTests
{
    [Fact]
    public void A_pool_for_layer_2_becomes_a_pool_and_an_advertisement_of_it()
    {
        var yaml = Convert(
            """
            address-pools:
            - name: default
              protocol: layer2
              addresses:
              - 192.168.1.240-192.168.1.250
              - fd00::/124
              auto-assign: false
            """);

        Assert.Equal(
            """
            ---
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata:
              name: default
              namespace: metallb-system
            spec:
              addresses:
              - "192.168.1.240-192.168.1.250"
              - "fd00::/124"
              autoAssign: false
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata:
              name: l2advertisement1
              namespace: metallb-system
            spec:
              ipAddressPools:
              - default

            """,
            yaml);
    }

    [Fact]
    public void Everything_that_BGP_was_configured_with_is_there_and_comes_before_what_refers_to_it()
    {
        var yaml = Convert(SourceTree.Read("Tests/Cli/Conversion/Cases/bgp/config.yaml"));

        Assert.Equal(SourceTree.Read("Tests/Cli/Conversion/Cases/bgp/expected.yaml"), yaml);
    }

    [Fact]
    public void A_ConfigMap_says_the_namespace()
    {
        var conversion = LegacyConversion.Convert(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: config, namespace: lb}
            data:
              config: |
                address-pools:
                - {name: only, protocol: layer2, addresses: [10.0.0.0/30]}
            """,
            onlyData: false,
            inNamespace: null);

        Assert.Equal(2, conversion.Count);
        Assert.Contains("  namespace: lb\n", conversion.Yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production_Pool", "production-pool")]
    [InlineData("1st_pool", "st-pool")]
    [InlineData("fine-1", "fine-1")]
    public void A_name_that_Kubernetes_does_not_take_is_changed_with_all_that_refers_to_it(string name, string expected)
    {
        var yaml = Convert($"address-pools: [{{name: {name}, protocol: layer2, addresses: [10.0.0.0/30]}}]");

        Assert.Contains($"  name: {expected}\n", yaml, StringComparison.Ordinal);
        Assert.Contains($"  ipAddressPools:\n  - {expected}\n", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("address-pools: [{name: a, protocol: layer2, addresses: [10.0.0.0/30], adresses: [x]}]", "line 1, address-pools[0].adresses: unknown key")]
    [InlineData("peer-autodiscovery: {}", "line 1, peer-autodiscovery: unknown key")]
    [InlineData("address-pools: {name: a}", "line 1, address-pools: a list was expected")]
    [InlineData("peers: [{my-asn: many}]", "line 1, peers[0].my-asn: a whole number was expected")]
    [InlineData("address-pools: [{name: a, protocol: ospf, addresses: [10.0.0.0/30]}]", "protocol 'ospf' is unknown")]
    [InlineData("address-pools: [{name: a_b, protocol: layer2, addresses: [10.0.0.0/30]}, {name: a-b, protocol: layer2, addresses: [10.0.1.0/30]}]", "'a_b' and 'a-b' both become 'a-b'")]
    [InlineData("address-pools: [{name: a, protocol: layer2, addresses: [10.0.0.9-10.0.0.1]}]", "IPAddressPool a: ")]
    [InlineData("address-pools: [{name: a, protocol: bgp, addresses: [10.0.0.0/30], bgp-advertisements: [{communities: [unheard-of]}]}]", "unheard-of")]
    [InlineData("address-pools: [", "this is no YAML")]
    public void What_cannot_be_converted_is_named_with_its_place_and_nothing_is_written(string config, string expected)
    {
        var conversion = LegacyConversion.Convert(config, onlyData: true, inNamespace: null);

        Assert.Null(conversion.Yaml);
        Assert.Contains(conversion.Faults, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    private static string Convert(string config)
    {
        var conversion = LegacyConversion.Convert(config, onlyData: false, inNamespace: null);
        Assert.Empty(conversion.Faults);
        var (header, rest) = (conversion.Yaml!.Split('\n')[0], conversion.Yaml[(conversion.Yaml.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        Assert.StartsWith("# ", header, StringComparison.Ordinal);
        return rest;
    }
}
