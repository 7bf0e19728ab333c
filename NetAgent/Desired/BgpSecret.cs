using System.Security.Cryptography;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>The key of a session. Its text never tells it (invariant 8).</summary>
internal sealed class BgpSecret(ReadOnlySpan<byte> octets) : IEquatable<BgpSecret>
{
    private readonly byte[] _octets = octets.ToArray();

    /// <summary>The key itself: only for the kernel.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>Whether both are the same key.</summary>
    public bool Equals(BgpSecret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(_octets, other._octets);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BgpSecret);

    // The length tells enough to put keys into a table, and nothing that a log could not have.
    /// <inheritdoc/>
    public override int GetHashCode() => _octets.Length;

    /// <summary>That there is a key.</summary>
    public override string ToString() => "(set)";
}
