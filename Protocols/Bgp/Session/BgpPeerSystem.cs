namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>Which autonomous system the peer may be of.</summary>
/// <remarks>The default value accepts nobody.</remarks>
public readonly record struct BgpPeerSystem
{
    private readonly Kind _kind;

    private BgpPeerSystem(Kind kind, uint number)
    {
        _kind = kind;
        Number = number;
    }

    private enum Kind : byte
    {
        Nobody,
        Exactly,
        External,
        Internal,
    }

    /// <summary>Any system but our own.</summary>
    public static BgpPeerSystem External => new(Kind.External, 0);

    /// <summary>Our own system.</summary>
    public static BgpPeerSystem Internal => new(Kind.Internal, 0);

    /// <summary>The one that is accepted; 0 when there is not just one.</summary>
    public uint Number { get; }

    /// <summary>One system, which may be our own.</summary>
    public static BgpPeerSystem Exactly(uint number) => new(Kind.Exactly, number);

    /// <summary>Whether a peer of a system is accepted.</summary>
    /// <param name="peer">The system that the peer's OPEN names.</param>
    /// <param name="own">The one that ours names.</param>
    public bool Accepts(uint peer, uint own) => _kind switch
    {
        Kind.Exactly => peer == Number,
        Kind.External => peer != own,
        Kind.Internal => peer == own,
        _ => false,
    };

    /// <summary>The number, <c>external</c>, <c>internal</c>, or <c>nobody</c>.</summary>
    public override string ToString() => _kind switch
    {
        Kind.Exactly => Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Kind.External => "external",
        Kind.Internal => "internal",
        _ => "nobody",
    };
}
