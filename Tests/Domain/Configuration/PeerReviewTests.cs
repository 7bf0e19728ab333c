using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class PeerReviewTests
{
    private static readonly BGPPeerSpec _peer =
        new() { Name = "peer1", MyASN = 64512, PeerASN = 64513, PeerAddress = "192.0.2.1" };

    [Fact]
    public void A_peer_with_only_what_is_required_has_the_defaults() // C-077 to C-080
    {
        var peer = Accept(_peer);

        Assert.Equal(179, peer.Port);
        Assert.Equal((90, 30, 120), Seconds(peer));
        Assert.Null(peer.RouterID);
        Assert.Null(peer.SourceAddress);
        Assert.Null(peer.Password);
        Assert.Null(peer.BfdProfile);
        Assert.Null(peer.Vrf);
        Assert.False(peer.IsInternal || peer.IsDualStack || peer.IsEbgpMultiHop || peer.HasGracefulRestart);
    }

    [Fact]
    public void Carries_every_field_over_and_none_is_refused_for_a_mode() // B-059 does not apply here
    {
        var peer = Accept(
            _peer with
            {
                LocalASN = 65000,
                SourceAddress = "192.0.2.9",
                PeerPort = 1179,
                HoldTime = "30s",
                KeepaliveTime = "5s",
                ConnectTime = "1m",
                RouterID = "10.0.0.1",
                NodeSelectors = [new LabelSelectorSpec()],
                Password = new BgpPassword("secret"),
                BfdProfile = "fast",
                EnableGracefulRestart = true,
                EbgpMultiHop = true,
                Vrf = "red",
                DisableMP = true,
                DualStackAddressFamily = true,
            },
            new BFDProfileSpec { Name = "fast" });

        Assert.Equal((64512u, 64513u, 65000u), (peer.MyASN, peer.PeerASN!.Value, peer.LocalASN!.Value));
        Assert.Equal(("192.0.2.1", "192.0.2.9"), (peer.Address.ToString(), peer.SourceAddress.ToString()));
        Assert.Equal((1179, "10.0.0.1", "fast", "red"), (peer.Port, peer.RouterID.ToString(), peer.BfdProfile, peer.Vrf));
        Assert.Equal((30, 5, 60), Seconds(peer));
        Assert.Equal(new BgpPassword("secret"), peer.Password);
        Assert.Single(peer.NodeSelectors);
        Assert.True(peer is { HasGracefulRestart: true, IsEbgpMultiHop: true, IsDualStack: true });
    }

    [Fact]
    public void An_unnumbered_peer_of_any_number_is_fine() // C-072, C-075
    {
        var peer = Accept(_peer with { PeerASN = 0, DynamicASN = "external", PeerAddress = "", Interface = "eth1" });

        Assert.Equal((null, BgpAsnMode.External), (peer.PeerASN, peer.DynamicASN!.Value));
        Assert.Equal((null, "eth1"), (peer.Address, peer.Interface));
    }

    [Theory] // C-078, C-079; hold, keepalive; what they come to
    [InlineData("30s", null, 30, 10)]
    [InlineData(null, "10s", 30, 10)]
    [InlineData("0s", null, 0, 0)]
    [InlineData("0s", "0s", 0, 0)]
    [InlineData("90s", "0s", 90, 30)]
    [InlineData("1m30.9s", "90.5s", 90, 90)]
    [InlineData("0.5s", "0.1s", 0, 0)]
    [InlineData("65535s", null, 65535, 21845)]
    public void Timers_are_completed_from_each_other(string? hold, string? keepalive, int holdSeconds, int keepaliveSeconds)
    {
        var peer = Accept(_peer with { HoldTime = hold, KeepaliveTime = keepalive });

        Assert.Equal((holdSeconds, keepaliveSeconds, 120), Seconds(peer));
    }

    [Fact]
    public void A_peer_with_graceful_restart_may_keep_routes_for_long() => // RFC 9494
        Assert.Equal(
            TimeSpan.FromDays(1), Accept(_peer with { EnableGracefulRestart = true, LongLivedStaleTime = "24h" }).LongLivedStaleTime);

    [Fact]
    public void An_IPv4_address_in_disguise_is_that_IPv4_address() =>
        Assert.Equal("192.0.2.1", Accept(_peer with { PeerAddress = "::ffff:192.0.2.1" }).Address.ToString());

    [Fact]
    public void Port_zero_is_the_default_that_it_meant_in_v1beta1() => // C-098
        Assert.Equal(179, Accept(_peer with { PeerPort = 0 }).Port);

    public static TheoryData<BGPPeerSpec, string, string> Faults => new()
    {
        { _peer with { MyASN = 0 }, "spec.myASN", "missing local ASN" }, // C-070
        { _peer with { MyASN = 4294967296 }, "spec.myASN", "invalid local ASN 4294967296" },
        { _peer with { PeerASN = 0 }, "spec.peerASN", "missing peer ASN and dynamicASN" }, // C-071
        { _peer with { DynamicASN = "internal" }, "spec.dynamicASN", "both peer ASN and dynamicASN specified" }, // C-071
        { _peer with { PeerASN = 0, DynamicASN = "any" }, "spec.dynamicASN", "invalid dynamicASN any" }, // C-072
        { _peer with { LocalASN = -1 }, "spec.localASN", "invalid localASN -1" }, // C-073
        { _peer with { PeerASN = 64512, LocalASN = 1 }, "spec.localASN", "invalid localASN parameter set for an ibgp peer" },
        { _peer with { PeerAddress = "" }, "spec.peerAddress", "peer has no Address or Interface specified" }, // C-074
        { _peer with { Interface = "eth0" }, "spec.interface", "peer has both Address and Interface specified" }, // C-074
        { _peer with { PeerAddress = "tor-1" }, "spec.peerAddress", "invalid BGPPeer address \"tor-1\"" }, // C-074, T-ERR
        { _peer with { PeerAddress = "", Interface = "a/b" }, "spec.interface", "invalid interface name \"a/b\"" }, // C-075
        { _peer with { SourceAddress = "here" }, "spec.sourceAddress", "invalid source IP \"here\"" }, // C-076
        {
            _peer with { SourceAddress = "fc00::1" },
            "spec.sourceAddress",
            "invalid source IP \"fc00::1\": not of the family of peerAddress \"192.0.2.1\""
        },
        { _peer with { PeerPort = 65536 }, "spec.peerPort", "invalid peer port 65536" }, // C-077
        {
            _peer with { HoldTime = "2.9s" },
            "spec.holdTime",
            "invalid BGPPeer timers: invalid hold time \"2.9s\": must be 0 or >=3s" // C-078
        },
        {
            _peer with { KeepaliveTime = "0.5s" },
            "spec.keepaliveTime",
            "invalid BGPPeer timers: invalid hold time \"1.5s\": must be 0 or >=3s" // C-078
        },
        {
            _peer with { HoldTime = "65536s" },
            "spec.holdTime",
            "invalid BGPPeer timers: invalid hold time \"65536s\": must be at most 65535s"
        },
        {
            _peer with { HoldTime = "soon" },
            "spec.holdTime",
            "invalid BGPPeer timers: time: invalid duration \"soon\""
        },
        {
            _peer with { HoldTime = "30s", KeepaliveTime = "31s" },
            "spec.keepaliveTime",
            "invalid BGPPeer timers: invalid keepaliveTime \"31s\", must be lower than holdTime \"30s\"" // C-079
        },
        { _peer with { ConnectTime = "0s" }, "spec.connectTime", "connect time should be between 1 seconds to 65535" }, // C-080
        { _peer with { ConnectTime = "1500ms" }, "spec.connectTime", "connect time should contain a whole number of seconds" },
        { _peer with { RouterID = "me" }, "spec.routerID", "invalid router ID \"me\"" }, // C-081
        { _peer with { RouterID = "fc00::1" }, "spec.routerID", "invalid router ID \"fc00::1\"" },
        { _peer with { RouterID = "0.0.0.0" }, "spec.routerID", "invalid router ID \"0.0.0.0\"" },
        {
            _peer with { NodeSelectors = [new LabelSelectorSpec(), new LabelSelectorSpec()] },
            "spec.nodeSelectors[1]",
            "duplicate definition of nodeSelectors \"\"" // C-007, C-082
        },
        {
            _peer with { Password = new BgpPassword("x"), PasswordSecret = "s" },
            "spec.passwordSecret",
            "can not have both password and secret ref set in peer config \"metallb-system\"/\"peer1\"" // C-083
        },
        { _peer with { Password = new BgpPassword(new string('x', 81)) }, "spec.password", "password is longer than 80 octets" },
        {
            _peer with { PeerASN = 64512, EbgpMultiHop = true },
            "spec.ebgpMultiHop",
            "invalid ebgp-multihop parameter set for an ibgp peer" // C-087
        },
        {
            _peer with { EnableGracefulRestart = true, LongLivedStaleTime = "16777216s" }, // RFC 9494 §3.1
            "metadata.annotations[metalorleans.io/long-lived-stale-time]",
            "invalid long-lived stale time \"16777216s\""
        },
        {
            _peer with { EnableGracefulRestart = true, LongLivedStaleTime = "0s" },
            "metadata.annotations[metalorleans.io/long-lived-stale-time]",
            "invalid long-lived stale time \"0s\""
        },
        {
            _peer with { LongLivedStaleTime = "1h" },
            "metadata.annotations[metalorleans.io/long-lived-stale-time]",
            "long-lived stale time without graceful restart"
        },
        { _peer with { Vrf = "sixteen-letters!" }, "spec.vrf", "invalid vrf name \"sixteen-letters!\"" }, // C-088
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Refuses_in_MetalLBs_words(BGPPeerSpec spec, string field, string message)
    {
        var configuration = Review(spec);

        Assert.Empty(configuration.Peers);
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(
            ("BGPPeer", "peer1", field, $"parsing peer peer1 {message}"),
            (refusal.Kind, refusal.Name, refusal.Field, refusal.Message));
        Assert.Equal(ConfigurationRefusalReason.Invalid, refusal.Reason);
        Assert.EndsWith(".", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_everything_that_is_wrong_and_not_only_the_first() =>
        Assert.Equal(
            ["spec.myASN", "spec.peerASN", "spec.peerAddress", "spec.routerID"],
            Review(new BGPPeerSpec { Name = "p", RouterID = "?" }).Refused.Select(refusal => refusal.Field));

    [Fact]
    public void A_Secret_of_the_right_type_gives_the_password() // C-084
    {
        var configuration = ConfigurationReview.ReviewBgp(With(
            _peer with { PasswordSecret = "s" }, new PasswordSecret("kubernetes.io/basic-auth", new BgpPassword("x"))));

        Assert.Empty(configuration.Refused);
        Assert.Equal(new BgpPassword("x"), Assert.Single(configuration.Peers).Password);
    }

    public static TheoryData<PasswordSecret?, string> UnusableSecrets => new()
    {
        { null, "secret ref not found for peer config \"metallb-system\"/\"peer1\"" },
        {
            new PasswordSecret("Opaque", null),
            "secret type mismatch on \"metallb-system\"/\"s\", type \"kubernetes.io/basic-auth\" is expected "
        },
        { new PasswordSecret(PasswordSecret.BasicAuth, null), "password not specified in the secret \"metallb-system\"/\"s\"" },
    };

    [Theory] // C-084, T-ERR
    [MemberData(nameof(UnusableSecrets))]
    public void A_Secret_that_cannot_be_used_refuses_the_peer_until_it_can(PasswordSecret? secret, string message)
    {
        var configuration = ConfigurationReview.ReviewBgp(With(_peer with { PasswordSecret = "s" }, secret));

        Assert.Empty(configuration.Peers);
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal($"parsing peer peer1 {message}\nfailed to parse peer peer1 password secret", refusal.Message);
        Assert.Equal(
            ("spec.passwordSecret", ConfigurationRefusalReason.UnusableReference), (refusal.Field, refusal.Reason));
        Assert.DoesNotContain('\n', refusal.ToString());
    }

    [Fact]
    public void A_profile_that_does_not_exist_refuses_the_peer_until_it_does() // C-085, T-ERR
    {
        var refusal = Assert.Single(Review(_peer with { BfdProfile = "my-bfd-profile" }).Refused);

        Assert.Equal("peer peer1 referencing non existing bfd profile my-bfd-profile", refusal.Message);
        Assert.Equal(("spec.bfdProfile", ConfigurationRefusalReason.UnusableReference), (refusal.Field, refusal.Reason));
    }

    [Fact]
    public void A_profile_that_is_refused_does_not_exist() // C-085
    {
        var configuration = Review(
            _peer with { BfdProfile = "bad" }, new BFDProfileSpec { Name = "bad", DetectMultiplier = 1 });

        Assert.Equal(["BFDProfile", "BGPPeer"], configuration.Refused.Select(refusal => refusal.Kind));
    }

    private static BgpPeer Accept(BGPPeerSpec spec, params BFDProfileSpec[] profiles)
    {
        var configuration = Review(spec, profiles);
        Assert.Empty(configuration.Refused);
        return Assert.Single(configuration.Peers);
    }

    private static BgpConfiguration Review(BGPPeerSpec spec, params BFDProfileSpec[] profiles) =>
        ConfigurationReview.ReviewBgp(
            new BgpSpecs { Namespace = "metallb-system", Peers = [spec], BfdProfiles = [.. profiles] });

    private static BgpSpecs With(BGPPeerSpec spec, PasswordSecret? secret) => new()
    {
        Namespace = "metallb-system",
        Peers = [spec],
        Secrets = secret is null
            ? ImmutableDictionary<string, PasswordSecret>.Empty
            : ImmutableDictionary<string, PasswordSecret>.Empty.Add("s", secret),
    };

    private static (int Hold, int Keepalive, int Connect) Seconds(BgpPeer peer) =>
        ((int)peer.HoldTime.TotalSeconds, (int)peer.KeepaliveTime.TotalSeconds, (int)peer.ConnectTime.TotalSeconds);
}
