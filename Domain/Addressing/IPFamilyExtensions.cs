namespace MetalOrleans.Domain.Addressing;

/// <summary>What follows from a family.</summary>
public static class IPFamilyExtensions
{
    /// <summary>The number of bits in an address: 32 or 128.</summary>
    public static int Bits(this IPFamily family) => family == IPFamily.IPv4 ? 32 : 128;

    /// <summary>The other family.</summary>
    public static IPFamily Other(this IPFamily family) => family == IPFamily.IPv4 ? IPFamily.IPv6 : IPFamily.IPv4;

    /// <summary>The word that MetalLB's messages use: <c>ipv4</c> or <c>ipv6</c>.</summary>
    public static string Word(this IPFamily family) => family == IPFamily.IPv4 ? "ipv4" : "ipv6";
}
