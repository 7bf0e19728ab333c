using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Session;
using MetalOrleans.Tests.Rules;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>
/// What routers really send: <c>Tests/Golden/BgpVectors/&lt;router&gt;.txt</c> has the octets and where they come from,
/// <c>&lt;router&gt;.read.txt</c> what they say.
/// </summary>
public sealed class RouterVectorTests
{
    private const string Folder = "Tests/Golden/BgpVectors";

    [Theory]
    [InlineData("frr", 4_200_000_002u)]
    [InlineData("bird", 65003u)]
    [InlineData("gobgp", 65004u)]
    [InlineData("exabgp", 65005u)]
    public void A_session_takes_what_a_router_sends(string router, uint system)
    {
        var messages = SourceTree.Read($"{Folder}/{router}.txt").Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#').Select(BgpOctets.Parse).ToList();
        var story = new SessionStory(
            StorySettings.Default with
            {
                PeerSystem = BgpPeerSystem.Exactly(system),
                Families = [BgpFamily.IPv4Unicast, BgpFamily.IPv6Unicast],
                HasExtendedMessages = true,
                Restart = new BgpRestartSettings(),
            },
            StorySettings.EndPoints);
        story.Handle(new BgpEvent.Started());
        story.Connect("out1");

        foreach (var message in messages)
        {
            story.Receive("out1", message);
        }

        Assert.Equal(BgpState.Established, story.Session.State);
        Assert.True(story.Session.Agreement!.HasGracefulRestart);
        Assert.Equal(0, story.Session.Counters.UpdatesFaulty);
        Assert.Equal(3, story.Session.Counters.PrefixesReceived);
        var terms = story.Session.Agreement.Terms;
        Golden.Check(
            $"{Folder}/{router}.read.txt",
            string.Concat(messages.SelectMany(message => MessageText.Read(message, terms)).Select(text => text + "\n")));
    }

    // Our own OPEN, capability by capability in the order of the codes, as routers' decoders take it apart.
    [Theory]
    [InlineData("frr")]
    [InlineData("bird")]
    [InlineData("gobgp")]
    [InlineData("exabgp")]
    public void An_OPEN_that_was_read_says_the_same_when_it_is_written(string router)
    {
        var octets = SourceTree.Read($"{Folder}/{router}.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(BgpOctets.Parse).First();
        Assert.True(BgpOpen.TryDecode(octets.AsSpan(BgpHeader.Length), out var read, out _));

        var known = read! with { Capabilities = read.Capabilities with { Unknown = [] } };
        Assert.True(BgpOpen.TryDecode(BgpOctets.Encode(known.Encode).AsSpan(BgpHeader.Length), out var again, out _));

        Assert.Equal(known, again);
    }
}
