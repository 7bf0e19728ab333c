namespace MetalOrleans.Domain.Election;

/// <summary>Orders digests as Go's <c>bytes.Compare</c> does: byte by byte, unsigned (L-040).</summary>
internal static class DigestOrder
{
    /// <summary>The order.</summary>
    public static IComparer<byte[]> Bytewise { get; } =
        Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
}
