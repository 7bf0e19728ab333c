namespace MetalOrleans.Domain.Bgp;

/// <summary>The kinds of BGP community that an advertisement may carry.</summary>
public enum BgpCommunityKind
{
    /// <summary>Two numbers of 16 bits (RFC 1997).</summary>
    Standard,

    /// <summary>Three numbers of 32 bits (RFC 8092).</summary>
    Large,
}
