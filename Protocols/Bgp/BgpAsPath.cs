using System.Buffers.Binary;
using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Reads AS_PATHs of two and of four octets a system, and joins both (RFC 4271 §4.3, RFC 6793 §4.2.3).</summary>
internal static class BgpAsPath
{
    private const int SegmentHeadLength = 2;

    /// <summary>
    /// Whether octets are an AS_PATH: known types, no empty segment, nothing left over (RFC 7606 §7.2), and no system 0
    /// (RFC 7607 §2).
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> octets, bool hasFourOctets)
    {
        var size = hasFourOctets ? sizeof(uint) : sizeof(ushort);
        while (!octets.IsEmpty)
        {
            if (octets.Length < SegmentHeadLength
                || octets[0] is 0 or > BgpAsSegment.TypeMax
                || octets[1] == 0
                || octets.Length < SegmentHeadLength + (octets[1] * size))
            {
                return false;
            }

            for (var index = 0; index < octets[1]; index++)
            {
                if (System(octets, index, hasFourOctets) == 0)
                {
                    return false;
                }
            }

            octets = octets[(SegmentHeadLength + (octets[1] * size))..];
        }

        return true;
    }

    /// <summary>Reads an AS_PATH that is valid.</summary>
    public static ImmutableArray<BgpAsSegment> Read(ReadOnlySpan<byte> octets, bool hasFourOctets)
    {
        var size = hasFourOctets ? sizeof(uint) : sizeof(ushort);
        var segments = ImmutableArray.CreateBuilder<BgpAsSegment>();
        while (!octets.IsEmpty)
        {
            var systems = ImmutableArray.CreateBuilder<uint>(octets[1]);
            for (var index = 0; index < octets[1]; index++)
            {
                systems.Add(System(octets, index, hasFourOctets));
            }

            segments.Add(new BgpAsSegment(octets[0], systems.MoveToImmutable()));
            octets = octets[(SegmentHeadLength + (octets[1] * size))..];
        }

        return segments.DrainToImmutable();
    }

    private static uint System(ReadOnlySpan<byte> segment, int index, bool hasFourOctets) => hasFourOctets
        ? BinaryPrimitives.ReadUInt32BigEndian(segment[(SegmentHeadLength + (index * sizeof(uint)))..])
        : BinaryPrimitives.ReadUInt16BigEndian(segment[(SegmentHeadLength + (index * sizeof(ushort)))..]);

    /// <summary>
    /// The path of a peer that knows two octets only: the end of it is replaced by AS4_PATH, which knows the long numbers.
    /// </summary>
    /// <remarks>An AS4_PATH longer than the path is ignored. A set counts as one system, those of confederations as none.</remarks>
    public static ImmutableArray<BgpAsSegment> Merge(ImmutableArray<BgpAsSegment> path, ImmutableArray<BgpAsSegment> as4Path)
    {
        var kept = Length(path) - Length(as4Path);
        if (as4Path.IsEmpty || kept < 0)
        {
            return path;
        }

        var merged = ImmutableArray.CreateBuilder<BgpAsSegment>();
        foreach (var segment in path)
        {
            if (kept == 0)
            {
                break;
            }

            if (segment.Type == BgpAsSegment.Sequence)
            {
                var count = Math.Min(kept, segment.Systems.Length);
                merged.Add(segment with { Systems = segment.Systems[..count] });
                kept -= count;
            }
            else
            {
                merged.Add(segment);
                kept -= segment.Type == BgpAsSegment.Set ? 1 : 0;
            }
        }

        merged.AddRange(as4Path);
        return merged.ToImmutable();
    }

    /// <summary>The length that routes are compared by (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3).</summary>
    public static int Length(ImmutableArray<BgpAsSegment> path) => path.Sum(segment => segment.Type switch
    {
        BgpAsSegment.Sequence => segment.Systems.Length,
        BgpAsSegment.Set => 1,
        _ => 0,
    });
}
