using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>One segment of an AS_PATH (RFC 4271 §4.3, RFC 5065 §3).</summary>
/// <param name="Type">1 for a set, 2 for a sequence, 3 and 4 for those of a confederation.</param>
/// <param name="Systems">The autonomous systems, 1 to 255 of them.</param>
public sealed record BgpAsSegment(byte Type, ImmutableArray<uint> Systems)
{
    /// <summary>Systems in no order.</summary>
    public const byte Set = 1;

    /// <summary>Systems in order, the nearest first.</summary>
    public const byte Sequence = 2;

    /// <summary>The highest type there is.</summary>
    public const byte TypeMax = 4;

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpAsSegment? other) =>
        other is not null && Type == other.Type && Systems.AsSpan().SequenceEqual(other.Systems.AsSpan());

    /// <summary>The hash of type and length.</summary>
    public override int GetHashCode() => HashCode.Combine(Type, Systems.Length);
}
