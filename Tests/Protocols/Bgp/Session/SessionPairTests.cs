using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;
using MetalOrleans.Protocols.Bgp.Session;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>Two of our sessions speak to each other over a bad network; both connect at once all the time.</summary>
public sealed class SessionPairTests
{
    private static readonly BgpSessionSettings s_first = StorySettings.Default;

    private static readonly BgpSessionSettings s_second = StorySettings.Default with
    {
        OwnSystem = 65002,
        PeerSystem = BgpPeerSystem.Exactly(65001),
        Identifier = new IPv4Address(0xC0000202),
    };

    public static TheoryData<bool, bool> Kinds => new() { { false, false }, { true, false }, { false, true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_collides_both_end_up_with_the_same_connection(bool restarts, bool delays) // RFC 4271 §6.8
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var pair = Start(seed, restarts, delays);

            pair.Run(TimeSpan.FromSeconds(60));

            AssertEstablished(pair, seed);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_breaks_the_session_comes_back_and_the_routes_with_it(bool restarts, bool delays)
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var dice = new Random(seed);
            var pair = Start(seed, restarts, delays);
            for (var round = 0; round < 6; round++)
            {
                pair.Run(TimeSpan.FromSeconds(dice.Next(20)));
                pair.Change(dice.Next(2), session => session.Routes.Set(Host(dice.Next(50)), BgpRouteAttributes.Default));
                pair.IsCut = dice.Next(2) == 0;
                if (dice.Next(3) > 0)
                {
                    pair.Break();
                }
                else
                {
                    var side = dice.Next(2);
                    pair.Handle(side, new BgpEvent.Stopped(BgpStopReason.AdministrativeReset, ""));
                    pair.Handle(side, new BgpEvent.Started());
                }
            }

            pair.IsCut = false;
            pair.Run(TimeSpan.FromMinutes(5));

            AssertEstablished(pair, seed);
        }
    }

    [Fact]
    public void A_network_that_stays_cut_costs_few_attempts() // W-125, B-066
    {
        var pair = Start(seed: 1, restarts: false, delays: false);
        pair.IsCut = true;

        pair.Run(TimeSpan.FromHours(1));

        // 1, 2, 4, … 64 s, then every 90 to 120 s, from both sides.
        Assert.InRange(pair.Opened, 60, 96);
    }

    private static BgpPrefix Host(int number) => BgpPrefix.Of(new IPv4Address(0xC6336400 + (uint)number), 32);

    private static SessionPair Start(int seed, bool restarts, bool delays)
    {
        var pair = new SessionPair(new Random(seed), With(s_first, restarts, delays), With(s_second, restarts, delays));
        for (var side = 0; side < 2; side++)
        {
            pair.Sessions[side].Routes.Set(Host(100 + side), BgpRouteAttributes.Default);
            pair.Sessions[side].Routes.Complete();
            pair.Handle(side, new BgpEvent.Started());
        }

        return pair;
    }

    private static BgpSessionSettings With(BgpSessionSettings settings, bool restarts, bool delays) => settings with
    {
        Restart = restarts ? new BgpRestartSettings() : null,
        DelayOpenTime = delays ? TimeSpan.FromSeconds(1) : TimeSpan.Zero,
    };

    private static void AssertEstablished(SessionPair pair, int seed)
    {
        var (first, second) = (pair.Sessions[0], pair.Sessions[1]);
        Assert.True(
            first.State == BgpState.Established && second.State == BgpState.Established,
            $"seed {seed}: {first.State} ({first.Reason}) and {second.State} ({second.Reason})");
        Assert.NotEqual(first.Connection!.IsIncoming, second.Connection!.IsIncoming);
        foreach (var session in pair.Sessions)
        {
            Assert.Equal((session.Routes.Count, 0), (session.Routes.SentCount, session.Routes.PendingCount));
        }
    }
}
