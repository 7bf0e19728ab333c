using System.Security.Cryptography;
using System.Text;

namespace MetalOrleans.Domain.Bgp;

/// <summary>The TCP MD5 password of a session (RFC 2385), which no text of the product ever shows (invariant 8).</summary>
public sealed class BgpPassword : IEquatable<BgpPassword>
{
    private readonly byte[] _octets;

    /// <summary>A password as it is written in a BGPPeer.</summary>
    public BgpPassword(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>A password as it lies in a Secret.</summary>
    public BgpPassword(ReadOnlySpan<byte> octets) => _octets = octets.ToArray();

    /// <summary>How many octets the password has.</summary>
    public int Length => _octets.Length;

    /// <summary>The octets, for the one place that hands them to a session.</summary>
    public ReadOnlySpan<byte> Reveal() => _octets;

    /// <summary>Whether the other password is the same.</summary>
    public bool Equals(BgpPassword? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(_octets, other._octets);

    /// <summary>Whether the other object is the same password.</summary>
    public override bool Equals(object? obj) => Equals(obj as BgpPassword);

    /// <summary>The same for all passwords: a hash would tell something about them.</summary>
    public override int GetHashCode() => 0;

    /// <summary>A placeholder.</summary>
    public override string ToString() => "(hidden)";
}
