using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Bgp.Rib;

public sealed class AdjRibOutTests
{
    private readonly BgpAdjRibOut _routes = new();
    private readonly RibPeer _peer = new(RibPeer.Agree());

    [Theory]
    [InlineData(false, 4096, 100)]
    [InlineData(true, 65535, 8)]
    public void Packs_a_hundred_thousand_prefixes_into_full_messages(bool isExtended, int longest, int messages)
    {
        var peer = new RibPeer(RibPeer.Agree(isExtended: isExtended));
        for (var number = 0; number < 100_000; number++)
        {
            _routes.Set(Host(number), BgpRouteAttributes.Default);
        }

        _routes.Begin(peer.Export());
        var sent = peer.Take(_routes);

        Assert.Equal(100_000, peer.Table.Count);
        Assert.Equal(100_000, _routes.SentCount);
        // 23 octets of head, 20 of attributes, 5 a prefix; nothing is sent half full but the last message.
        Assert.Equal((int)Math.Ceiling(100_000 / Math.Floor((longest - 43) / 5.0)), sent);
        Assert.InRange(sent, messages, messages + 25);

        for (var number = 0; number < 100_000; number++)
        {
            _routes.Remove(Host(number));
        }

        Assert.Equal((int)Math.Ceiling(100_000 / Math.Floor((longest - 23) / 5.0)), peer.Take(_routes));
        Assert.Empty(peer.Table);
    }

    [Fact]
    public void A_thousand_prefixes_of_a_Service_block_take_one_message()
    {
        for (var number = 0; number < 1000; number++)
        {
            _routes.Set(BgpPrefix.Of(new IPv4Address(0x0A000000u + ((uint)number << 8)), 24), BgpRouteAttributes.Default);
        }

        _routes.Begin(_peer.Export());

        Assert.Equal(1, _peer.Take(_routes));
        Assert.Equal(1000, _peer.Table.Count);
    }

    [Fact]
    public void Marks_the_end_only_when_all_routes_of_the_start_are_known() // RFC 4724 §4.1
    {
        _routes.Set(Host(1), BgpRouteAttributes.Default);
        _routes.Begin(_peer.Export());
        _peer.Take(_routes);
        Assert.Equal(["+10.0.0.1/32"], _peer.Messages);
        Assert.False(_routes.IsPending);

        _routes.Set(Host(2), BgpRouteAttributes.Default);
        _routes.Complete();
        Assert.True(_routes.IsPending);
        _peer.Take(_routes);

        // The second one came after the session began: it is not one that the end has to wait for.
        Assert.Equal(["+10.0.0.1/32", "end of ipv4-unicast", "end of ipv6-unicast", "+10.0.0.2/32"], _peer.Messages);
    }

    [Fact]
    public void The_end_of_the_routes_waits_for_no_route_that_is_gone()
    {
        _routes.Complete();
        _routes.Set(Host(1), BgpRouteAttributes.Default);
        _routes.Begin(_peer.Export());
        _routes.Remove(Host(1));

        _peer.Take(_routes);

        Assert.Equal(["end of ipv4-unicast", "end of ipv6-unicast"], _peer.Messages);
    }

    [Fact]
    public void A_change_that_is_taken_back_before_it_was_sent_sends_nothing()
    {
        Establish(Host(1));
        _routes.Set(Host(1), new BgpRouteAttributes { MultiExitDiscriminator = 1 });
        _routes.Set(Host(1), BgpRouteAttributes.Default);
        _routes.Remove(Host(1));
        _routes.Set(Host(1), BgpRouteAttributes.Default);
        _routes.Set(Host(2), BgpRouteAttributes.Default);
        _routes.Remove(Host(2));

        Assert.Equal(0, _routes.PendingCount);
        Assert.Equal(0, _peer.Take(_routes));
    }

    [Fact]
    public void A_difference_that_the_peer_would_not_see_is_none() // W-115
    {
        Establish(Host(1));

        Assert.True(_routes.Set(Host(1), new BgpRouteAttributes { LocalPreference = 300 }));

        Assert.Equal(0, _peer.Take(_routes));
    }

    [Fact]
    public void Withdrawals_go_first_and_each_kind_of_route_in_its_turn()
    {
        Establish(Host(1), Host(2));
        _routes.Set(Host(3), new BgpRouteAttributes { MultiExitDiscriminator = 1 });
        _routes.Set(Host(4), new BgpRouteAttributes { MultiExitDiscriminator = 2 });
        _routes.Set(Host(5), new BgpRouteAttributes { MultiExitDiscriminator = 1 });
        _routes.Remove(Host(2));
        _peer.Messages.Clear();

        _peer.Take(_routes);

        Assert.Equal(["-10.0.0.2/32", "+10.0.0.3/32 10.0.0.5/32", "+10.0.0.4/32"], _peer.Messages);
    }

    [Fact]
    public void A_second_request_during_a_repetition_makes_one_more_repetition()
    {
        Establish(Host(1));
        _peer.Messages.Clear();
        Assert.True(_routes.Refresh(BgpFamily.IPv4Unicast));
        _peer.Take(_routes, 1);
        Assert.True(_routes.Refresh(BgpFamily.IPv4Unicast));
        Assert.True(_routes.Refresh(BgpFamily.IPv4Unicast));

        _peer.Take(_routes);

        string[] once = ["begin ipv4-unicast", "+10.0.0.1/32", "end ipv4-unicast"];
        Assert.Equal([.. once, .. once], _peer.Messages);
    }

    [Fact]
    public void Attributes_that_fill_a_message_make_a_route_unsendable_and_no_other()
    {
        var path = new BgpRouteAttributes { Communities = [.. Enumerable.Range(0, 1100).Select(number => (uint)number)] };
        _routes.Set(Host(1), path);
        Establish(Host(2));

        Assert.Equal(1, _routes.UnsendableCount);
        Assert.Equal([Host(2)], _peer.Table.Keys);
    }

    [Fact]
    public void Says_what_the_peer_was_told()
    {
        Establish(Host(1));
        _routes.Remove(Host(1));

        Assert.Equal(Host(1), Assert.Single(_routes.Sent()).Key);
        Assert.Equal(1, _routes.PendingCount);
        _peer.Take(_routes);
        Assert.Empty(_routes.Sent());
    }

    [Fact]
    public void Allocates_nothing_once_it_is_as_large_as_it_gets()
    {
        var message = new byte[BgpHeader.MessageLengthMax];
        BgpRouteAttributes[] kinds = [BgpRouteAttributes.Default, new() { MultiExitDiscriminator = 1 }];
        // One route of each kind stays, so that the kinds stay known.
        _routes.Set(Host(100_001), kinds[0]);
        _routes.Set(Host(100_002), kinds[1]);
        _routes.Begin(_peer.Export());
        _routes.Complete();

        Allocations.AssertNone(Churn);

        void Churn()
        {
            for (var number = 0; number < 5000; number++)
            {
                _routes.Set(Host(number), kinds[number % 2]);
            }

            Drain();
            for (var number = 0; number < 5000; number++)
            {
                _routes.Set(Host(number), kinds[(number + 1) % 2]);
            }

            Drain();
            for (var number = 0; number < 5000; number++)
            {
                _routes.Remove(Host(number));
            }

            Drain();
        }

        void Drain()
        {
            while (_routes.WriteNext(message, out _) > 0)
            {
            }
        }
    }

    private static BgpPrefix Host(int number) => BgpPrefix.Of(new IPv4Address(0x0A000000u + (uint)number), 32);

    private void Establish(params BgpPrefix[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            _routes.Set(prefix, BgpRouteAttributes.Default);
        }

        _routes.Complete();
        _routes.Begin(_peer.Export());
        _peer.Take(_routes);
    }
}
