using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Controllers;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>C-163: one object for each session, whatever its ends are called.</summary>
public sealed class BgpSessionStatePlanTests
{
    private const int LabelLengthMax = 63;

    private static readonly string _longNode = "rack-1." + new string('n', 100) + ".example.com";
    private static readonly string _longPeer = new string('p', 49) + "-" + new string('q', 50);

    [Fact]
    public void Names_of_a_labels_length_stand_in_the_labels_alone()
    {
        var key = new BgpSessionKey(new string('n', LabelLengthMax), new string('p', LabelLengthMax));

        var metadata = Create(key).Metadata;

        Assert.Equal(key.Node, metadata.Labels![BGPSessionState.NodeLabel]);
        Assert.Equal(key.Peer, metadata.Labels[BGPSessionState.BgpPeerLabel]);
        Assert.Null(metadata.Annotations);
    }

    [Fact]
    public void Longer_names_stand_in_annotations_and_the_labels_begin_like_them()
    {
        var created = Create(new BgpSessionKey(_longNode, _longPeer));

        Assert.All(created.Metadata.Labels!.Values, value => Assert.Matches("^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$", value));
        Assert.StartsWith("rack-1.", created.Metadata.Labels![BGPSessionState.NodeLabel], StringComparison.Ordinal);
        Assert.Equal(_longNode, created.Metadata.Annotations![BGPSessionState.NodeAnnotation]);
        Assert.Equal(_longPeer, created.Metadata.Annotations[BGPSessionState.BgpPeerLabel]);
        Assert.Equal((_longNode, "192.0.2.1"), (created.Status!.Node, created.Status.Peer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_object_is_found_again_as_that_of_its_session_and_left_alone_when_it_says_the_same(bool isLong)
    {
        var key = isLong ? new BgpSessionKey(_longNode, _longPeer) : new BgpSessionKey("node1", "tor");
        var created = Create(key);

        Assert.Equal(key, BgpSessionStatePlan.KeyOf(created));
        var again = BgpSessionStatePlan.Make(key, Standing(SessionPhase.Established), [created], "metallb-system");
        Assert.Empty(again.Creations);
        Assert.Empty(again.Updates);
        Assert.Empty(again.Deletions);
        var broken = BgpSessionStatePlan.Make(key, Standing(SessionPhase.Idle), [created], "metallb-system");
        Assert.Equal("Idle", Assert.Single(broken.Updates).Status!.BgpStatus);
        Assert.Same(created, Assert.Single(BgpSessionStatePlan.Make(key, standing: null, [created], "metallb-system").Deletions));
    }

    [Fact]
    public void Long_names_that_begin_alike_have_different_labels()
    {
        var (first, second) = (_longNode + "1", _longNode + "2");

        Assert.NotEqual(LabelText.Of(first), LabelText.Of(second));
        Assert.Equal(LabelText.Of(first), LabelText.Of(first));
    }

    private static BGPSessionState Create(BgpSessionKey key) => Assert.Single(
        BgpSessionStatePlan.Make(key, Standing(SessionPhase.Established), [], "metallb-system").Creations);

    private static BgpSessionStanding Standing(SessionPhase phase)
    {
        var peer = new BgpPeer { Name = "tor", MyASN = 64512, PeerASN = 64513, Address = Address.Parse("192.0.2.1") };
        return new BgpSessionStanding(new BgpSession(peer, Bfd: null), new SessionObservation("tor", phase, 0, ""));
    }
}
