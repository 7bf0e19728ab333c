using System.Buffers.Binary;
using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Writes the attributes of an UPDATE but MP_REACH_NLRI, in the order of their types (RFC 4271 §5).</summary>
internal ref struct BgpAttributeWriter(Span<byte> octets)
{
    private const BgpAttributeFlags WellKnown = BgpAttributeFlags.Transitive;
    private const BgpAttributeFlags Transitive = BgpAttributeFlags.Optional | BgpAttributeFlags.Transitive;
    private const int SegmentLengthMax = byte.MaxValue;
    private const int ExtendedCommunityLength = 8;

    private readonly Span<byte> _octets = octets;

    /// <summary>Octets written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Writes them all.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryWrite(BgpPathAttributes attributes, bool isClassic, BgpSessionTerms terms)
    {
        if (Length(attributes, isClassic, terms) > _octets.Length)
        {
            return false;
        }

        Begin(WellKnown, BgpAttributeType.Origin, 1)[0] = (byte)BgpOrigin.Igp;
        WritePath(WellKnown, BgpAttributeType.AsPath, attributes.AsPath, terms.HasFourOctetAS);
        if (isClassic)
        {
            attributes.NextHop.IPv4.Write(Begin(WellKnown, BgpAttributeType.NextHop, IPv4Address.Length));
        }

        if (attributes.MultiExitDiscriminator is { } discriminator)
        {
            BinaryPrimitives.WriteUInt32BigEndian(
                Begin(BgpAttributeFlags.Optional, BgpAttributeType.MultiExitDiscriminator, sizeof(uint)), discriminator);
        }

        if (attributes.LocalPreference is { } preference)
        {
            BinaryPrimitives.WriteUInt32BigEndian(
                Begin(WellKnown, BgpAttributeType.LocalPreference, sizeof(uint)), preference);
        }

        WriteCommunities(attributes);
        if (NeedsAs4Path(attributes, terms))
        {
            WritePath(Transitive, BgpAttributeType.As4Path, attributes.AsPath, hasFourOctets: true);
        }

        WriteLargeCommunities(attributes.LargeCommunities);
        return true;
    }

    /// <summary>RFC 6793 §4.2.2: a peer of two octets learns the long numbers beside the path that hides them.</summary>
    private static bool NeedsAs4Path(BgpPathAttributes attributes, BgpSessionTerms terms) =>
        !terms.HasFourOctetAS && attributes.AsPath.Any(system => system > ushort.MaxValue);

    private static int Length(BgpPathAttributes attributes, bool isClassic, BgpSessionTerms terms) =>
        Framed(1)
        + PathLength(attributes.AsPath, terms.HasFourOctetAS)
        + (isClassic ? Framed(IPv4Address.Length) : 0)
        + (attributes.MultiExitDiscriminator is null ? 0 : Framed(sizeof(uint)))
        + (attributes.LocalPreference is null ? 0 : Framed(sizeof(uint)))
        + ListLength(attributes.Communities.Length, sizeof(uint))
        + ListLength(attributes.ExtendedCommunities.Length, ExtendedCommunityLength)
        + (NeedsAs4Path(attributes, terms) ? PathLength(attributes.AsPath, hasFourOctets: true) : 0)
        + ListLength(attributes.LargeCommunities.Length, BgpLargeCommunity.Length);

    private static int ListLength(int count, int size) => count == 0 ? 0 : Framed(count * size);

    private static int PathLength(ImmutableArray<uint> path, bool hasFourOctets) =>
        Framed(PathValueLength(path.Length, hasFourOctets ? sizeof(uint) : sizeof(ushort)));

    private static int PathValueLength(int count, int size) =>
        (count * size) + (2 * ((count + SegmentLengthMax - 1) / SegmentLengthMax));

    private static int Framed(int length) => (length > byte.MaxValue ? 4 : 3) + length;

    private void WriteCommunities(BgpPathAttributes attributes)
    {
        if (!attributes.Communities.IsEmpty)
        {
            var value = Begin(Transitive, BgpAttributeType.Communities, attributes.Communities.Length * sizeof(uint));
            foreach (var community in attributes.Communities)
            {
                BinaryPrimitives.WriteUInt32BigEndian(value, community);
                value = value[sizeof(uint)..];
            }
        }

        if (!attributes.ExtendedCommunities.IsEmpty)
        {
            var value = Begin(
                Transitive,
                BgpAttributeType.ExtendedCommunities,
                attributes.ExtendedCommunities.Length * ExtendedCommunityLength);
            foreach (var community in attributes.ExtendedCommunities)
            {
                BinaryPrimitives.WriteUInt64BigEndian(value, community);
                value = value[ExtendedCommunityLength..];
            }
        }
    }

    private void WriteLargeCommunities(ImmutableArray<BgpLargeCommunity> communities)
    {
        if (communities.IsEmpty)
        {
            return;
        }

        var value = Begin(Transitive, BgpAttributeType.LargeCommunities, communities.Length * BgpLargeCommunity.Length);
        foreach (var community in communities)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, community.GlobalAdministrator);
            BinaryPrimitives.WriteUInt32BigEndian(value[sizeof(uint)..], community.LocalDataPart1);
            BinaryPrimitives.WriteUInt32BigEndian(value[(2 * sizeof(uint))..], community.LocalDataPart2);
            value = value[BgpLargeCommunity.Length..];
        }
    }

    private void WritePath(BgpAttributeFlags flags, BgpAttributeType type, ImmutableArray<uint> path, bool hasFourOctets)
    {
        var size = hasFourOctets ? sizeof(uint) : sizeof(ushort);
        var value = Begin(flags, type, PathValueLength(path.Length, size));
        for (var first = 0; first < path.Length; first += SegmentLengthMax)
        {
            var count = Math.Min(SegmentLengthMax, path.Length - first);
            value[0] = BgpAsSegment.Sequence;
            value[1] = (byte)count;
            value = value[2..];
            foreach (var system in path.AsSpan(first, count))
            {
                if (hasFourOctets)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(value, system);
                }
                else
                {
                    BinaryPrimitives.WriteUInt16BigEndian(value, system > ushort.MaxValue ? BgpOpen.AsTrans : (ushort)system);
                }

                value = value[size..];
            }
        }
    }

    /// <summary>Writes an attribute's head.</summary>
    /// <returns>Where its value goes.</returns>
    private Span<byte> Begin(BgpAttributeFlags flags, BgpAttributeType type, int length)
    {
        var at = _octets[Written..];
        var isLong = length > byte.MaxValue;
        at[0] = (byte)(isLong ? flags | BgpAttributeFlags.ExtendedLength : flags);
        at[1] = (byte)type;
        if (isLong)
        {
            BinaryPrimitives.WriteUInt16BigEndian(at[2..], (ushort)length);
        }
        else
        {
            at[2] = (byte)length;
        }

        Written += Framed(length);
        return at.Slice(isLong ? 4 : 3, length);
    }
}
