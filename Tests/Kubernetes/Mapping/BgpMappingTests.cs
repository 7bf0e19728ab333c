using System.Text;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using PeerSpec = MetalOrleans.Domain.Configuration.BGPPeerSpec;
using ProfileSpec = MetalOrleans.Domain.Configuration.BFDProfileSpec;

namespace MetalOrleans.Tests.Kubernetes.Mapping;

public sealed class BgpMappingTests
{
    [Fact]
    public void A_BGPPeer_is_read_as_it_was_written() // C-070 to C-089b
    {
        var spec = BGPPeerMapping.ToSpec(Read<BGPPeer>("""
            {"apiVersion":"metallb.io/v1beta2","kind":"BGPPeer","metadata":{"name":"tor","creationTimestamp":"2026-05-01T10:20:30Z"},
             "spec":{"myASN":64512,"peerASN":4294967295,"dynamicASN":"internal","localASN":65000,"peerAddress":"192.0.2.1","interface":"eth1",
               "sourceAddress":"192.0.2.2","peerPort":1179,"holdTime":"90s","keepaliveTime":"30s","connectTime":"10s","routerID":"10.0.0.1",
               "nodeSelectors":[{"matchLabels":{"rack":"1"}}],"password":"p","passwordSecret":{"name":"s","namespace":"elsewhere"},
               "bfdProfile":"fast","enableGracefulRestart":true,"ebgpMultiHop":true,"vrf":"red","disableMP":true,"dualStackAddressFamily":true}}
            """));

        Assert.Equal(("tor", new DateTimeOffset(2026, 5, 1, 10, 20, 30, TimeSpan.Zero)), (spec.Name, spec.CreatedAt));
        Assert.Equal((64512, 4294967295, "internal", 65000), (spec.MyASN, spec.PeerASN, spec.DynamicASN, spec.LocalASN));
        Assert.Equal(("192.0.2.1", "eth1", "192.0.2.2", 1179), (spec.PeerAddress, spec.Interface, spec.SourceAddress, spec.PeerPort));
        Assert.Equal(("90s", "30s", "10s", "10.0.0.1"), (spec.HoldTime, spec.KeepaliveTime, spec.ConnectTime, spec.RouterID));
        Assert.Equal("1", Assert.Single(spec.NodeSelectors).MatchLabels["rack"]);
        Assert.Equal(new BgpPassword("p"), spec.Password);
        Assert.Equal("s", spec.PasswordSecret); // C-084, Q-26: the namespace is not read
        Assert.Equal(("fast", "red"), (spec.BfdProfile, spec.Vrf));
        Assert.True(spec is { EnableGracefulRestart: true, EbgpMultiHop: true, DisableMP: true, DualStackAddressFamily: true });
    }

    [Fact]
    public void A_BGPPeers_annotations_are_read()
    {
        var spec = BGPPeerMapping.ToSpec(Read<BGPPeer>("""
            {"metadata":{"name":"tor","annotations":{"metalorleans.io/passive":"true","metalorleans.io/ttl-security":"false",
              "metalorleans.io/long-lived-stale-time":"1h","metalorleans.io/peer-address-from":"default-gateway",
              "metalorleans.io/peer-asn-from":"label:asn","metalorleans.io/my-asn-from":"label:own"}}}
            """));

        Assert.Equal(("true", "false", "1h"), (spec.Passive, spec.TtlSecurity, spec.LongLivedStaleTime));
        Assert.Equal(("default-gateway", "label:asn", "label:own"), (spec.PeerAddressFrom, spec.PeerASNFrom, spec.MyASNFrom));
    }

    [Fact]
    public void A_BGPPeer_without_a_spec_has_nothing_set()
    {
        var spec = BGPPeerMapping.ToSpec(Read<BGPPeer>("""{"metadata":{"name":"tor"}}"""));

        Assert.Equal(new PeerSpec { Name = "tor" } with { NodeSelectors = spec.NodeSelectors }, spec);
        Assert.Null(spec.HoldTime);
    }

    [Fact]
    [Trait("Invariant", "8")]
    public void A_printed_BGPPeer_does_not_show_its_password() // W-117
    {
        var peer = Read<BGPPeer>("""{"metadata":{"name":"tor"},"spec":{"peerAddress":"192.0.2.1","password":"top-secret"}}""");

        Assert.DoesNotContain("top-secret", peer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", BGPPeerMapping.ToSpec(peer).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_BGPAdvertisement_is_read_as_it_was_written() // C-050 to C-057
    {
        var spec = BGPAdvertisementMapping.ToSpec(Read<BGPAdvertisement>("""
            {"metadata":{"name":"adv"},"spec":{"aggregationLength":24,"aggregationLengthV6":64,"localPref":4294967295,
             "communities":["1:1",null],"ipAddressPools":["p"],"ipAddressPoolSelectors":[{}],"nodeSelectors":[{"matchLabels":{"n":"1"}}],
             "peers":["tor"],"serviceSelectors":[{"matchLabels":{"s":"1"}}]}}
            """));

        Assert.Equal((24, 64, 4294967295), (spec.AggregationLength, spec.AggregationLengthV6, spec.LocalPref));
        Assert.Equal(["1:1", ""], spec.Communities.AsEnumerable());
        Assert.Equal(("p", "tor"), (Assert.Single(spec.IPAddressPools), Assert.Single(spec.Peers)));
        Assert.Empty(Assert.Single(spec.IPAddressPoolSelectors).MatchLabels);
        Assert.Equal("1", Assert.Single(spec.NodeSelectors).MatchLabels["n"]);
        Assert.Equal("1", Assert.Single(spec.ServiceSelectors).MatchLabels["s"]);
    }

    [Fact]
    public void A_BFDProfile_is_read_as_it_was_written() // C-100 to C-106
    {
        var spec = BFDProfileMapping.ToSpec(Read<BFDProfile>("""
            {"metadata":{"name":"b"},"spec":{"receiveInterval":10,"transmitInterval":20,"detectMultiplier":5,"echoInterval":30,
             "echoMode":true,"passiveMode":true,"minimumTtl":7}}
            """));

        Assert.Equal(
            new ProfileSpec
            {
                Name = "b",
                ReceiveInterval = 10,
                TransmitInterval = 20,
                DetectMultiplier = 5,
                EchoInterval = 30,
                EchoMode = true,
                PassiveMode = true,
                MinimumTtl = 7,
            },
            spec);
        Assert.Equal(new ProfileSpec { Name = "b" }, BFDProfileMapping.ToSpec(Read<BFDProfile>("""{"metadata":{"name":"b"}}""")));
    }

    [Fact]
    public void A_Community_is_read_as_it_was_written() // C-120
    {
        var spec = CommunityMapping.ToSpec(Read<Community>(
            """{"metadata":{"name":"c"},"spec":{"communities":[{"name":"vpn","value":"1:1"},{},null]}}"""));

        Assert.Equal(
            [new CommunityEntrySpec("vpn", "1:1"), new CommunityEntrySpec("", ""), new CommunityEntrySpec("", "")],
            spec.Communities.AsEnumerable());
    }

    [Theory] // C-084
    [InlineData("kubernetes.io/basic-auth", """{"password":"cGFzcw=="}""", "pass")]
    [InlineData("kubernetes.io/basic-auth", """{"username":"cGFzcw=="}""", null)]
    [InlineData("Opaque", """{"password":"cGFzcw=="}""", null)]
    public void Of_a_Secret_only_the_password_of_the_right_type_is_read(string type, string data, string? password) =>
        Assert.Equal(
            new PasswordSecret(type, password is null ? null : new BgpPassword(password)),
            PasswordSecretMapping.ToPasswordSecret(Read<Secret>($$"""{"metadata":{"name":"s"},"type":"{{type}}","data":{{data}}}""")));

    private static T Read<T>(string json)
        where T : class, IKubernetesResource<T> => KubernetesJson.FromUtf8<T>(Encoding.UTF8.GetBytes(json));
}
