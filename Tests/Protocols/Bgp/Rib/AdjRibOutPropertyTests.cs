using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Rib;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;
using IPv6Address = MetalOrleans.Protocols.Addressing.IPv6Address;

namespace MetalOrleans.Tests.Protocols.Bgp.Rib;

/// <summary>Whatever is ordered in whatever order, the peer ends up with exactly that, and hears of nothing else.</summary>
public sealed class AdjRibOutPropertyTests
{
    private static readonly BgpPrefix[] s_prefixes =
    [
        .. Enumerable.Range(0, 12).Select(number => BgpPrefix.Of(new IPv4Address(0xC6336400 + (uint)number), 32)),
        .. Enumerable.Range(0, 6).Select(number => BgpPrefix.Of(new IPv6Address(0x20010DB800000000, (ulong)number), 128)),
        BgpPrefix.Of(new IPv4Address(0), 0),
        BgpPrefix.Of(IPv6Address.Any, 0),
    ];

    private static readonly BgpRouteAttributes[] s_attributes =
    [
        BgpRouteAttributes.Default,
        new() { LocalPreference = 7 },
        new() { Communities = [0xFFFF0000], MultiExitDiscriminator = 3 },
        new() { LinkBandwidth = 1e6f, Prepend = 2, LargeCommunities = [new BgpLargeCommunity(1, 2, 3)] },
    ];

    private enum Kind
    {
        Set,
        Remove,
        TakeOne,
        TakeAll,
        Refresh,
        NewSession,
        EndSession,
        Complete,
    }

    private static readonly Gen<(Kind Kind, int Prefix, int Attributes)> s_steps =
        from kind in Gen.Frequency(
            (10, Gen.Constant(Kind.Set)),
            (6, Gen.Constant(Kind.Remove)),
            (4, Gen.Constant(Kind.TakeOne)),
            (3, Gen.Constant(Kind.TakeAll)),
            (1, Gen.Constant(Kind.Refresh)),
            (1, Gen.Constant(Kind.NewSession)),
            (1, Gen.Constant(Kind.EndSession)),
            (1, Gen.Constant(Kind.Complete)))
        from prefix in Gen.Choose(0, s_prefixes.Length - 1)
        from attributes in Gen.Choose(0, s_attributes.Length - 1)
        select (kind, prefix, attributes);

    [Theory]
    [Trait("Invariant", "4")]
    [Trait("Invariant", "10")]
    [InlineData(65002u, true, true)]
    [InlineData(65001u, true, false)]
    [InlineData(65002u, false, true)]
    public void The_peer_knows_what_is_ordered_and_hears_of_no_other_prefix(uint system, bool hasIPv6, bool isEnhanced)
    {
        var agreement = RibPeer.Agree(system, hasIPv6: hasIPv6, isEnhanced: isEnhanced);

        Prop.ForAll(s_steps.ListOf().ToArbitrary(), steps => new Run(agreement).Play(steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(800).WithEndSize(200));
    }

    /// <summary>The Adj-RIB-Out, and what it should do, as plain sets.</summary>
    private sealed class Run(MetalOrleans.Protocols.Bgp.Session.BgpAgreement agreement)
    {
        private readonly BgpAdjRibOut _routes = new();
        private readonly Dictionary<BgpPrefix, BgpRouteAttributes> _wanted = [];
        // A repetition that is asked for before the End-of-RIB comes after it, so that it waits for all routes of the start too.
        private readonly HashSet<BgpFamily> _repeated = [];
        private RibPeer? _peer;

        public bool Play(IEnumerable<(Kind Kind, int Prefix, int Attributes)> steps)
        {
            foreach (var (kind, prefix, attributes) in steps)
            {
                Step(kind, s_prefixes[prefix], s_attributes[attributes]);
                Assert.Equal(_wanted.Count, _routes.Count);
                Assert.Equal(_peer?.Table.Count ?? 0, _routes.SentCount);
                Assert.Equal(_peer is null ? 0 : _wanted.Count(route => Expected(route.Key, route.Value) is null), _routes.UnsendableCount);
            }

            TakeAll();
            return true;
        }

        private void Step(Kind kind, BgpPrefix prefix, BgpRouteAttributes attributes)
        {
            switch (kind)
            {
                case Kind.Set:
                    Assert.Equal(!_wanted.TryGetValue(prefix, out var before) || !before.Equals(attributes), _routes.Set(prefix, attributes));
                    _wanted[prefix] = attributes;
                    break;
                case Kind.Remove:
                    Assert.Equal(_wanted.Remove(prefix), _routes.Remove(prefix));
                    break;
                case Kind.TakeOne:
                    _peer?.Take(_routes, 1);
                    break;
                case Kind.TakeAll:
                    TakeAll();
                    break;
                case Kind.Refresh when _peer is not null && _routes.Refresh(prefix.Family):
                    _repeated.Add(prefix.Family);
                    break;
                case Kind.NewSession:
                    _peer = new RibPeer(agreement);
                    _routes.Begin(_peer.Export());
                    _repeated.Clear();
                    break;
                case Kind.EndSession:
                    _peer = null;
                    _routes.End();
                    break;
                case Kind.Complete:
                    _routes.Complete();
                    break;
            }
        }

        private void TakeAll()
        {
            if (_peer is null)
            {
                Assert.Equal((0, false), (_routes.PendingCount, _routes.IsPending));
                return;
            }

            var before = _peer.Mentioned.Count;
            var expected = _wanted
                .Select(route => (route.Key, Text: Expected(route.Key, route.Value)))
                .Where(route => route.Text is not null)
                .ToDictionary(route => route.Key, route => route.Text!);
            var different = expected.Where(route => _peer.Table.GetValueOrDefault(route.Key) != route.Value).Select(route => route.Key)
                .Concat(_peer.Table.Keys.Where(prefix => !expected.ContainsKey(prefix)))
                .ToHashSet();

            _peer.Take(_routes);

            var mentioned = _peer.Mentioned.Skip(before).ToList();
            Assert.Equal(expected.OrderBy(route => route.Key), _peer.Table);
            Assert.Superset(different, mentioned.ToHashSet());
            // Without a request for all of them, each prefix that differs is told once and no other one at all.
            Assert.DoesNotContain(mentioned, prefix => !different.Contains(prefix) && !_repeated.Contains(prefix.Family));
            Assert.True(_repeated.Count > 0 || mentioned.Count == different.Count, "A prefix was told twice.");
            Assert.Equal((0, false), (_routes.PendingCount, _routes.IsPending));
            if (_routes.IsComplete)
            {
                _repeated.Clear();
            }
        }

        private string? Expected(BgpPrefix prefix, BgpRouteAttributes attributes) =>
            _peer!.Export().AttributesOf(attributes, prefix.IsIPv4) is { } path ? RibPeer.Describe(path) : null;
    }
}
