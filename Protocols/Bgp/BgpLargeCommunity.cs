using System.Globalization;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>A large community (RFC 8092 §3).</summary>
/// <param name="GlobalAdministrator">The autonomous system that gives the rest its meaning.</param>
/// <param name="LocalDataPart1">The first part.</param>
/// <param name="LocalDataPart2">The second part.</param>
public readonly record struct BgpLargeCommunity(uint GlobalAdministrator, uint LocalDataPart1, uint LocalDataPart2)
{
    /// <summary>Octets of one.</summary>
    public const int Length = 12;

    /// <summary>Three numbers with colons (RFC 8092 §5).</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{GlobalAdministrator}:{LocalDataPart1}:{LocalDataPart2}");
}
