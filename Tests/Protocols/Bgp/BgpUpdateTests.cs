using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Bgp;

public sealed class BgpUpdateTests
{
    private const string Path = "40 01 01 00 40 02 06 02 01 0000FDE9 40 03 04 C0000201";

    private static readonly BgpSessionTerms _external = new(IsInternal: false, HasFourOctetAS: true, HasExtendedMessages: false);
    private static readonly BgpSessionTerms _internal = _external with { IsInternal = true };
    private static readonly BgpSessionTerms _old = _external with { HasFourOctetAS = false };

    private static readonly BgpPathAttributes _attributes = new()
    {
        NextHop = new IPv4Address(0xC0000201),
        AsPath = [65001],
    };

    [Fact]
    public void Writes_what_a_router_reads() // RFC 4271 §4.3
    {
        var octets = Reach(_attributes, _external, "198.51.100.7/32", "203.0.113.0/24");

        Assert.Equal(
            BgpOctets.Parse($"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0034 02 0000 0014 {Path} 20 C6336407 18 CB0071"), octets);
    }

    [Fact]
    public void Reads_back_every_attribute_that_it_writes()
    {
        var attributes = _attributes with
        {
            AsPath = [65001, 4_200_000_001],
            MultiExitDiscriminator = 5,
            LocalPreference = 0,
            Communities = [0xFFFFFF01, 0xFDE90001],
            ExtendedCommunities = [0x4004FDE94B189680],
            LargeCommunities = [new BgpLargeCommunity(65001, 1, 2)],
        };

        var read = Read(Reach(attributes, _internal, "192.0.2.1/32"), _internal);

        Assert.Equal(BgpUpdateOutcome.Accept, read.Outcome);
        Assert.Equal<uint>([65001, 4_200_000_001], Assert.Single(read.AsPath).Systems);
        Assert.Equal(new IPv4Address(0xC0000201), read.NextHop);
        Assert.Equal(5u, read.MultiExitDiscriminator);
        Assert.Equal(0u, read.LocalPreference);
        Assert.Equal<uint>([0xFFFFFF01, 0xFDE90001], read.Communities);
        Assert.Equal<ulong>([0x4004FDE94B189680], read.ExtendedCommunities);
        Assert.Equal<BgpLargeCommunity>([new BgpLargeCommunity(65001, 1, 2)], read.LargeCommunities);
    }

    [Fact]
    public void Carries_IPv6_with_the_link_local_next_hop_beside_the_global_one() // RFC 4760, RFC 2545
    {
        var global = Address("2001:db8::1").IPv6;
        var local = Address("fe80::1").IPv6;
        var attributes = _attributes with { NextHop = global, NextHopLinkLocal = local };

        var read = Read(Reach(attributes, _external, "2001:db8:1::5/128", "2001:db8:2::/64"), _external);

        Assert.Equal(["2001:db8:1::5/128", "2001:db8:2::/64"], read.Announced.Select(prefix => prefix.ToString()));
        Assert.Equal(global, read.MpNextHop!.Value.IPv6);
        Assert.Equal(local, read.MpNextHopLinkLocal);
        Assert.Null(read.NextHop);
    }

    [Fact]
    public void Carries_IPv4_over_an_IPv6_next_hop() // RFC 8950
    {
        var attributes = _attributes with { NextHop = Address("2001:db8::1") };

        var read = Read(Reach(attributes, _external, "192.0.2.1/32"), _external);

        Assert.Equal("192.0.2.1/32", Assert.Single(read.Announced).ToString());
        Assert.Equal("2001:db8::1", read.MpNextHop.ToString());
    }

    [Fact]
    public void Tells_a_peer_of_two_octets_the_long_numbers_beside_the_path() // RFC 6793 §4.2.2
    {
        var read = Read(Reach(_attributes with { AsPath = [4_200_000_001, 65002] }, _old, "192.0.2.1/32"), _old);

        Assert.Equal<uint>([4_200_000_001, 65002], read.AsPath.SelectMany(segment => segment.Systems));
    }

    [Fact]
    public void Packs_about_a_thousand_host_prefixes_into_a_message()
    {
        var prefixes = Enumerable.Range(0, 2000).Select(number => BgpPrefix.Of(new IPv4Address(0x0A000000u + (uint)number), 24 + (number % 2 * 8))).ToArray();
        var message = new byte[4096];

        var length = BgpUpdates.WriteReach(message, _attributes, prefixes, _external, out var taken);

        Assert.InRange(length, 4090, 4096);
        Assert.InRange(taken, 890, 910);
        Assert.Equal(prefixes[..taken], Read(message[..length], _external).Announced);
    }

    [Fact]
    public void Withdraws_both_families_and_marks_the_end_of_the_initial_routes() // RFC 4724 §2
    {
        var message = new byte[4096];
        var ipv4 = BgpUpdates.WriteUnreach(message, [Prefix("192.0.2.1/32")], isMultiprotocol: false, _external, out _);
        Assert.Equal("192.0.2.1/32", Assert.Single(Read(message[..ipv4], _external).Withdrawn).ToString());
        var ipv6 = BgpUpdates.WriteUnreach(message, [Prefix("2001:db8::/64")], isMultiprotocol: true, _external, out _);
        Assert.Equal("2001:db8::/64", Assert.Single(Read(message[..ipv6], _external).Withdrawn).ToString());

        foreach (var family in (BgpFamily[])[BgpFamily.IPv4Unicast, BgpFamily.IPv6Unicast])
        {
            var end = Read(message[..BgpUnreachWriter.WriteEndOfRib(message, family)], _external);
            Assert.Equal(family, end.EndOfRib);
            Assert.Equal(BgpUpdateOutcome.Accept, end.Outcome);
        }
    }

    [Fact]
    public void Allocates_nothing_while_it_writes()
    {
        var prefixes = Enumerable.Range(0, 500).Select(number => BgpPrefix.Of(new IPv4Address((uint)number << 8), 24)).ToArray();
        var message = new byte[4096];

        Allocations.AssertNone(Write);

        void Write()
        {
            BgpUpdates.WriteReach(message, _attributes, prefixes, _external, out _);
            BgpUpdates.WriteUnreach(message, prefixes, isMultiprotocol: true, _external, out _);
        }
    }

    [Fact]
    public void Allocates_nothing_while_it_judges()
    {
        var octets = Reach(
            _attributes with { Communities = [1, 2], MultiExitDiscriminator = 3 }, _external, "192.0.2.0/24", "10.0.0.0/8");
        BgpUpdateVerdict verdict = default;

        Allocations.AssertNone(Judge);

        Assert.Equal(new BgpUpdateVerdict(BgpUpdateOutcome.Accept, null, 2, 0, null), verdict);

        void Judge() => verdict = BgpUpdateReader.Judge(octets.AsSpan(BgpHeader.Length), _external);
    }

    [Theory]
    // The parts of the message contradict its length: nobody can tell what it says (RFC 7606 §3 a, j).
    [InlineData("0005 0000", BgpUpdateOutcome.SessionReset, "UpdateMessage/1")]
    [InlineData("0000 0005 00", BgpUpdateOutcome.SessionReset, "UpdateMessage/1")]
    [InlineData("0000", BgpUpdateOutcome.SessionReset, "UpdateMessage/1")]
    // A prefix that is none (RFC 7606 §5.3).
    [InlineData("0000 0014 " + Path + " 21 0A000001", BgpUpdateOutcome.SessionReset, "UpdateMessage/10")]
    [InlineData("0000 0014 " + Path + " 20 0A0000", BgpUpdateOutcome.SessionReset, "UpdateMessage/10")]
    [InlineData("0002 20 0A 0000", BgpUpdateOutcome.SessionReset, "UpdateMessage/10")]
    // A well-known attribute that nobody knows (RFC 4271 §6.3).
    [InlineData("0000 0017 " + Path + " 40 63 00 08 0A", BgpUpdateOutcome.SessionReset, "UpdateMessage/2")]
    // MP_REACH_NLRI twice, or cut short (RFC 7606 §3 g, §7.11).
    [InlineData("0000 000B 80 0F 03 0001 01 80 0F 03 0001", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 000C 80 0F 03 0001 01 80 0F 03 0001 01", BgpUpdateOutcome.SessionReset, "UpdateMessage/1")]
    [InlineData("0000 0006 80 0E 03 0001 01", BgpUpdateOutcome.SessionReset, "UpdateMessage/9")]
    // One attribute is wrong: the routes go (RFC 7606 §7).
    [InlineData("0000 0014 40 01 01 03 40 02 06 02 01 0000FDE9 40 03 04 C0000201 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 0014 40 01 01 00 40 02 06 02 02 0000FDE9 40 03 04 C0000201 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 0014 40 01 01 00 40 02 06 02 01 00000000 40 03 04 C0000201 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 0014 C0 01 01 00 40 02 06 02 01 0000FDE9 40 03 04 C0000201 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 000D 40 01 01 00 40 02 06 02 01 0000FDE9 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 001A " + Path + " C0 08 03 000001 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 0017 " + Path + " C0 20 00 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)]
    [InlineData("0000 0016 " + Path + " C0 08 08 0A", BgpUpdateOutcome.TreatAsWithdraw, null)] // over the end (RFC 7606 §4)
    // One attribute is wrong that no route depends on (RFC 7606 §7.6, §7.7), or that means nothing here (§7.5).
    [InlineData("0000 0018 " + Path + " 40 06 01 00 08 0A", BgpUpdateOutcome.AttributeDiscard, null)]
    [InlineData("0000 0018 " + Path + " C0 07 01 00 08 0A", BgpUpdateOutcome.AttributeDiscard, null)]
    [InlineData("0000 001B " + Path + " 40 05 04 00000064 08 0A", BgpUpdateOutcome.AttributeDiscard, null)]
    [InlineData("0000 0018 " + Path + " 40 01 01 00 08 0A", BgpUpdateOutcome.AttributeDiscard, null)] // the second one
    // Optional and unknown: passed over.
    [InlineData("0000 0018 " + Path + " C0 63 01 00 08 0A", BgpUpdateOutcome.Accept, null)]
    public void Costs_what_RFC_7606_says(string body, BgpUpdateOutcome outcome, string? error)
    {
        var update = BgpUpdateReader.Read(BgpOctets.Parse(body), _external);

        Assert.Equal(outcome, update.Outcome);
        Assert.Equal(error, update.Error?.ToString());
    }

    [Fact]
    public void Within_an_autonomous_system_a_route_without_LOCAL_PREF_is_none() // RFC 7606 §3 d
    {
        Assert.Equal(
            BgpUpdateOutcome.TreatAsWithdraw, BgpUpdateReader.Read(BgpOctets.Parse($"0000 0014 {Path} 08 0A"), _internal).Outcome);
    }

    [Fact]
    public void Never_throws_whatever_a_peer_sends() // Invariant 5
    {
        var valid = Reach(
            _attributes with { Communities = [1, 2], LargeCommunities = [new BgpLargeCommunity(1, 2, 3)] }, _external, "192.0.2.0/24", "10.0.0.0/8")
            [BgpHeader.Length..];
        var mutated =
            from count in Gen.Choose(0, 6)
            from places in Gen.ListOf(Gen.Choose(0, valid.Length - 1), count)
            from values in Gen.ListOf(Gen.Choose(0, 255), count)
            from length in Gen.Choose(0, valid.Length)
            select Mutate(valid[..length], places.Zip(values));
        var random = Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number));

        Prop.ForAll(Gen.OneOf(mutated, random).ToArbitrary(), octets =>
        {
            var terms = octets.Length % 2 == 0 ? _external : _old with { IsInternal = true };
            var update = BgpUpdateReader.Read(octets, terms);
            BgpOpen.TryDecode(octets, out _, out _);
            BgpNotification.TryDecode(octets, out _);
            BgpRouteRefresh.TryDecode(octets, out _, out _);
            return (update.Error is not null) == (update.Outcome == BgpUpdateOutcome.SessionReset);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static byte[] Mutate(byte[] octets, IEnumerable<(int Place, int Value)> changes)
    {
        foreach (var (place, value) in changes.Where(change => change.Place < octets.Length))
        {
            octets[place] = (byte)value;
        }

        return octets;
    }

    private static byte[] Reach(BgpPathAttributes attributes, BgpSessionTerms terms, params string[] prefixes)
    {
        var list = prefixes.Select(Prefix).ToArray();
        return BgpOctets.Encode(octets =>
        {
            var length = BgpUpdates.WriteReach(octets, attributes, list, terms, out var taken);
            Assert.Equal(list.Length, taken);
            return length;
        });
    }

    private static BgpUpdate Read(byte[] message, BgpSessionTerms terms)
    {
        Assert.True(BgpHeader.TryDecode(message, terms.HasExtendedMessages, out var header, out var error), error?.ToString());
        Assert.Equal(message.Length, header.MessageLength);
        return BgpUpdateReader.Read(message.AsSpan(BgpHeader.Length), terms);
    }

    private static IPAddressValue Address(string text) => IPAddressValue.From(System.Net.IPAddress.Parse(text));

    private static BgpPrefix Prefix(string text)
    {
        var parts = text.Split('/');
        return BgpPrefix.Of(Address(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
