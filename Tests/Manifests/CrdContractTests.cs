using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.Manifests;

/// <summary>Names, versions and columns of the kinds, which operators and their tools rely on.</summary>
public sealed class CrdContractTests
{
    [Fact]
    [Trait("Ref", "C-001")]
    public void There_are_nine_namespaced_kinds_with_a_status_and_no_short_names()
    {
        Assert.Equal(
            ["BFDProfile", "BGPAdvertisement", "BGPPeer", "Community", "ConfigurationState", "IPAddressPool", "L2Advertisement", "ServiceBGPStatus", "ServiceL2Status"],
            CrdFiles.OfMetalLB.Keys.Order(StringComparer.Ordinal));
        foreach (var crd in CrdFiles.OfMetalLB.Values)
        {
            var spec = crd["spec"]!;
            Assert.Equal("metallb.io", (string)spec["group"]!);
            Assert.Equal("Namespaced", (string)spec["scope"]!);
            Assert.Null(spec["names"]!["shortNames"]);
            Assert.Null(spec["names"]!["categories"]);
            Assert.All(spec["versions"]!.AsArray(), version => Assert.NotNull(version!["subresources"]!["status"]));
        }
    }

    [Theory]
    [Trait("Ref", "C-002")]
    [InlineData("IPAddressPool", "ipaddresspools")]
    [InlineData("L2Advertisement", "l2advertisements")]
    [InlineData("BGPAdvertisement", "bgpadvertisements")]
    [InlineData("BGPPeer", "bgppeers")]
    [InlineData("BFDProfile", "bfdprofiles")]
    [InlineData("Community", "communities")]
    [InlineData("ServiceL2Status", "servicel2statuses")]
    [InlineData("ServiceBGPStatus", "servicebgpstatuses")]
    [InlineData("ConfigurationState", "configurationstates")]
    public void Names_are_those_in_every_runbook(string kind, string plural)
    {
        var names = CrdFiles.All[kind]["spec"]!["names"]!;

        Assert.Equal(plural, (string)names["plural"]!);
        Assert.Equal(kind.ToLowerInvariant(), (string)names["singular"]!);
        Assert.Equal(kind + "List", (string)names["listKind"]!);
        Assert.Equal($"{plural}.metallb.io", (string)CrdFiles.All[kind]["metadata"]!["name"]!);
    }

    [Fact]
    [Trait("Ref", "C-003")]
    public void Only_BGPPeer_has_two_versions_and_its_first_one_warns()
    {
        foreach (var (kind, crd) in CrdFiles.OfMetalLB)
        {
            var versions = crd["spec"]!["versions"]!.AsArray()
                .Select(version => $"{version!["name"]} {version["served"]} {version["storage"]}");
            Assert.Equal(kind == "BGPPeer" ? ["v1beta1 true false", "v1beta2 true true"] : ["v1beta1 true true"], versions);
        }

        var old = CrdFiles.Version("BGPPeer", "v1beta1");
        Assert.True((bool)old["deprecated"]!);
        Assert.Equal("v1beta1 is deprecated, please use v1beta2", (string)old["deprecationWarning"]!);
    }

    [Theory]
    [Trait("Ref", "C-020 C-038 C-062 C-094 C-107 C-120 C-132 C-142 C-155")]
    [InlineData("IPAddressPool", "Auto Assign|boolean|.spec.autoAssign Avoid Buggy IPs|boolean|.spec.avoidBuggyIPs Addresses|string|.spec.addresses")]
    [InlineData("L2Advertisement", "IPAddressPools|string|.spec.ipAddressPools IPAddressPool Selectors|string|.spec.ipAddressPoolSelectors Interfaces|string|.spec.interfaces Node Selectors|string|.spec.nodeSelectors|10")]
    [InlineData("BGPAdvertisement", "IPAddressPools|string|.spec.ipAddressPools IPAddressPool Selectors|string|.spec.ipAddressPoolSelectors Peers|string|.spec.peers Node Selectors|string|.spec.nodeSelectors|10")]
    [InlineData("BGPPeer", "Address|string|.spec.peerAddress ASN|string|.spec.peerASN BFD Profile|string|.spec.bfdProfile Multi Hops|string|.spec.ebgpMultiHop")]
    [InlineData("BFDProfile", "Passive Mode|boolean|.spec.passiveMode Transmit Interval|integer|.spec.transmitInterval Receive Interval|integer|.spec.receiveInterval Multiplier|integer|.spec.detectMultiplier")]
    [InlineData("Community", "")]
    [InlineData("ServiceL2Status", "Allocated Node|string|.status.node Service Name|string|.status.serviceName Service Namespace|string|.status.serviceNamespace")]
    [InlineData("ServiceBGPStatus", "Node|string|.status.node Service Name|string|.status.serviceName Service Namespace|string|.status.serviceNamespace")]
    [InlineData("ConfigurationState", "Result|string|.status.result ErrorSummary|string|.status.errorSummary Age|date|.metadata.creationTimestamp")]
    public void Columns_are_those_that_operators_know(string kind, string expected)
    {
        foreach (var version in CrdFiles.All[kind]["spec"]!["versions"]!.AsArray())
        {
            var columns = (version!["additionalPrinterColumns"] as JsonArray ?? []).Select(column =>
                $"{column!["name"]}|{column["type"]}|{column["jsonPath"]}" + (column["priority"] is { } priority ? $"|{priority}" : ""));
            Assert.Equal(expected, string.Join(' ', columns));
        }
    }

    [Theory]
    [InlineData("IPAddressPool", "v1beta1", "addresses autoAssign avoidBuggyIPs serviceAllocation")]
    [InlineData("L2Advertisement", "v1beta1", "interfaces ipAddressPoolSelectors ipAddressPools nodeSelectors preferredNodeSelectors serviceSelectors")]
    [InlineData("BGPAdvertisement", "v1beta1", "aggregationLength aggregationLengthV6 communities ipAddressPoolSelectors ipAddressPools localPref nodeSelectors peers serviceSelectors")]
    [InlineData("BGPPeer", "v1beta2", "bfdProfile connectTime disableMP dualStackAddressFamily dynamicASN ebgpMultiHop enableGracefulRestart holdTime interface keepaliveTime localASN myASN nodeSelectors password passwordSecret peerASN peerAddress peerPort routerID sourceAddress vrf")]
    [InlineData("BGPPeer", "v1beta1", "bfdProfile ebgpMultiHop holdTime keepaliveTime myASN nodeSelectors password peerASN peerAddress peerPort routerID sourceAddress")]
    [InlineData("BFDProfile", "v1beta1", "detectMultiplier echoInterval echoMode minimumTtl passiveMode receiveInterval transmitInterval")]
    [InlineData("Community", "v1beta1", "communities")]
    public void Specs_have_the_fields_of_MetalLB_and_no_others(string kind, string version, string expected)
    {
        var schema = CrdFiles.Version(kind, version)["schema"]!["openAPIV3Schema"]!;
        var fields = schema["properties"]!["spec"]!["properties"]!.AsObject().Select(field => field.Key);

        Assert.Equal(expected, string.Join(' ', fields.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_field_is_explained_to_the_user()
    {
        foreach (var (kind, crd) in CrdFiles.All)
        {
            foreach (var version in crd["spec"]!["versions"]!.AsArray())
            {
                Explained(kind, "", version!["schema"]!["openAPIV3Schema"]!.AsObject());
            }
        }
    }

    [Fact]
    public void No_generator_left_its_mark() =>
        Assert.All(CrdFiles.All.Values, crd => Assert.Null(crd["metadata"]!["annotations"]));

    [Fact]
    public void The_kustomization_lists_every_file()
    {
        var listed = ((JsonObject)CrdFiles.Parse(File.ReadAllText(Path.Combine(CrdFiles.Folder(), "Kustomization")))!)["resources"]!
            .AsArray().Select(item => (string)item!);
        var files = Directory.GetFiles(CrdFiles.Folder(), "*.yaml").Select(Path.GetFileName);

        Assert.Equal(files.Order(StringComparer.Ordinal), listed);
    }

    private static void Explained(string kind, string path, JsonObject schema)
    {
        foreach (var (name, node) in schema["properties"] as JsonObject ?? [])
        {
            var property = (JsonObject)node!;
            var isMetadata = path.Length == 0 && name == "metadata";
            Assert.True(isMetadata || property["description"] is not null, $"{kind}{path}.{name} has no description");
            Explained(kind, $"{path}.{name}", property["items"] as JsonObject ?? property);
        }
    }
}
