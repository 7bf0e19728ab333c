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

    /// <summary>Whether the value can be one of an attribute of this type (RFC 7606 §7).</summary>
    public static bool IsValid(BgpAttributeType type, ReadOnlySpan<byte> value, BgpSessionTerms terms) => type switch
    {
        BgpAttributeType.Origin => value is [<= (byte)BgpOrigin.Incomplete],
        BgpAttributeType.AsPath => BgpAsPath.IsValid(value, terms.HasFourOctetAS),
        BgpAttributeType.NextHop => value.Length == IPv4Address.Length,
        BgpAttributeType.MultiExitDiscriminator or BgpAttributeType.LocalPreference or BgpAttributeType.OriginatorId =>
            value.Length == sizeof(uint),
        BgpAttributeType.AtomicAggregate => value.IsEmpty,
        BgpAttributeType.Aggregator => value.Length == (terms.HasFourOctetAS ? AggregatorLength4 : AggregatorLength),
        BgpAttributeType.As4Aggregator => value.Length == AggregatorLength4,
        BgpAttributeType.ClusterList or BgpAttributeType.Communities => IsListOf(value, sizeof(uint)),
        BgpAttributeType.ExtendedCommunities => IsListOf(value, ExtendedCommunityLength),
        BgpAttributeType.LargeCommunities => IsListOf(value, BgpLargeCommunity.Length),
        _ => true,
    };

    /// <summary>The update with the attribute, which is valid.</summary>
    public static BgpUpdate Read(BgpUpdate update, BgpAttributeType type, ReadOnlySpan<byte> value, BgpSessionTerms terms) =>
        type switch
        {
            BgpAttributeType.Origin => update with { Origin = (BgpOrigin)value[0] },
            BgpAttributeType.AsPath => update with { AsPath = BgpAsPath.Read(value, terms.HasFourOctetAS) },
            BgpAttributeType.NextHop => update with { NextHop = IPv4Address.Read(value) },
            BgpAttributeType.MultiExitDiscriminator =>
                update with { MultiExitDiscriminator = BinaryPrimitives.ReadUInt32BigEndian(value) },
            BgpAttributeType.LocalPreference => update with { LocalPreference = BinaryPrimitives.ReadUInt32BigEndian(value) },
            BgpAttributeType.Communities => update with { Communities = ReadCommunities(value) },
            BgpAttributeType.ExtendedCommunities => update with { ExtendedCommunities = ReadExtended(value) },
            BgpAttributeType.LargeCommunities => update with { LargeCommunities = ReadLarge(value) },
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
