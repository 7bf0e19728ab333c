using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>What each attribute must look like, and what it costs when it does not (RFC 7606 §7).</summary>
internal static class BgpAttributeRules
{
    private const BgpAttributeFlags WellKnown = BgpAttributeFlags.Transitive;
    private const BgpAttributeFlags Transitive = BgpAttributeFlags.Optional | BgpAttributeFlags.Transitive;
    private const int ExtendedCommunityLength = 8;
    private const int AggregatorLength = 6;
    private const int AggregatorLength4 = 8;

    private static readonly FrozenDictionary<BgpAttributeType, BgpAttributeFlags> s_kinds =
        new Dictionary<BgpAttributeType, BgpAttributeFlags>
        {
            [BgpAttributeType.Origin] = WellKnown,
            [BgpAttributeType.AsPath] = WellKnown,
            [BgpAttributeType.NextHop] = WellKnown,
            [BgpAttributeType.MultiExitDiscriminator] = BgpAttributeFlags.Optional,
            [BgpAttributeType.LocalPreference] = WellKnown,
            [BgpAttributeType.AtomicAggregate] = WellKnown,
            [BgpAttributeType.Aggregator] = Transitive,
            [BgpAttributeType.Communities] = Transitive,
            [BgpAttributeType.OriginatorId] = BgpAttributeFlags.Optional,
            [BgpAttributeType.ClusterList] = BgpAttributeFlags.Optional,
            [BgpAttributeType.MpReach] = BgpAttributeFlags.Optional,
            [BgpAttributeType.MpUnreach] = BgpAttributeFlags.Optional,
            [BgpAttributeType.ExtendedCommunities] = Transitive,
            [BgpAttributeType.As4Path] = Transitive,
            [BgpAttributeType.As4Aggregator] = Transitive,
            [BgpAttributeType.LargeCommunities] = Transitive,
        }.ToFrozenDictionary();

    /// <summary>Whether an attribute is known, and which of the flags optional and transitive it carries.</summary>
    public static bool TryGet(BgpAttributeType type, out BgpAttributeFlags kind) => s_kinds.TryGetValue(type, out kind);

    /// <summary>What the attribute costs when it is malformed: those that no route depends on cost only themselves.</summary>
    public static BgpUpdateOutcome CostOf(BgpAttributeType type) => type switch
    {
        BgpAttributeType.AtomicAggregate or BgpAttributeType.Aggregator or BgpAttributeType.As4Aggregator =>
            BgpUpdateOutcome.AttributeDiscard,
        _ => BgpUpdateOutcome.TreatAsWithdraw,
    };

    /// <summary>The update with the attribute; null when the attribute is malformed.</summary>
    public static BgpUpdate? Read(BgpUpdate update, BgpAttributeType type, ReadOnlySpan<byte> value, BgpSessionTerms terms) =>
        type switch
        {
            BgpAttributeType.Origin => value is [<= (byte)BgpOrigin.Incomplete]
                ? update with { Origin = (BgpOrigin)value[0] }
                : null,
            BgpAttributeType.AsPath => BgpAsPath.TryRead(value, terms.HasFourOctetAS, out var path)
                ? update with { AsPath = path }
                : null,
            BgpAttributeType.NextHop => value.Length == IPv4Address.Length
                ? update with { NextHop = IPv4Address.Read(value) }
                : null,
            BgpAttributeType.MultiExitDiscriminator => value.Length == sizeof(uint)
                ? update with { MultiExitDiscriminator = BinaryPrimitives.ReadUInt32BigEndian(value) }
                : null,
            BgpAttributeType.LocalPreference => value.Length == sizeof(uint)
                ? update with { LocalPreference = BinaryPrimitives.ReadUInt32BigEndian(value) }
                : null,
            BgpAttributeType.AtomicAggregate => value.IsEmpty ? update : null,
            BgpAttributeType.Aggregator => value.Length == (terms.HasFourOctetAS ? AggregatorLength4 : AggregatorLength) ? update : null,
            BgpAttributeType.As4Aggregator => value.Length == AggregatorLength4 ? update : null,
            BgpAttributeType.OriginatorId => value.Length == sizeof(uint) ? update : null,
            BgpAttributeType.ClusterList => IsListOf(value, sizeof(uint)) ? update : null,
            BgpAttributeType.Communities => IsListOf(value, sizeof(uint))
                ? update with { Communities = ReadCommunities(value) }
                : null,
            BgpAttributeType.ExtendedCommunities => IsListOf(value, ExtendedCommunityLength)
                ? update with { ExtendedCommunities = ReadExtended(value) }
                : null,
            BgpAttributeType.LargeCommunities => IsListOf(value, BgpLargeCommunity.Length)
                ? update with { LargeCommunities = ReadLarge(value) }
                : null,
            _ => update,
        };

    private static bool IsListOf(ReadOnlySpan<byte> value, int size) => !value.IsEmpty && value.Length % size == 0;

    private static ImmutableArray<uint> ReadCommunities(ReadOnlySpan<byte> value)
    {
        var communities = ImmutableArray.CreateBuilder<uint>(value.Length / sizeof(uint));
        for (; !value.IsEmpty; value = value[sizeof(uint)..])
        {
            communities.Add(BinaryPrimitives.ReadUInt32BigEndian(value));
        }

        return communities.MoveToImmutable();
    }

    private static ImmutableArray<ulong> ReadExtended(ReadOnlySpan<byte> value)
    {
        var communities = ImmutableArray.CreateBuilder<ulong>(value.Length / ExtendedCommunityLength);
        for (; !value.IsEmpty; value = value[ExtendedCommunityLength..])
        {
            communities.Add(BinaryPrimitives.ReadUInt64BigEndian(value));
        }

        return communities.MoveToImmutable();
    }

    private static ImmutableArray<BgpLargeCommunity> ReadLarge(ReadOnlySpan<byte> value)
    {
        var communities = ImmutableArray.CreateBuilder<BgpLargeCommunity>(value.Length / BgpLargeCommunity.Length);
        for (; !value.IsEmpty; value = value[BgpLargeCommunity.Length..])
        {
            communities.Add(new BgpLargeCommunity(
                BinaryPrimitives.ReadUInt32BigEndian(value),
                BinaryPrimitives.ReadUInt32BigEndian(value[sizeof(uint)..]),
                BinaryPrimitives.ReadUInt32BigEndian(value[(2 * sizeof(uint))..])));
        }

        return communities.MoveToImmutable();
    }
}
