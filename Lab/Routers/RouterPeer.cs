namespace MetalOrleans.Lab.Routers;

/// <summary>One neighbour that a router is configured with. By default it waits for the neighbour to connect.</summary>
/// <param name="Address">The neighbour's address; empty for one that is found on <see cref="Interface"/>.</param>
/// <param name="Asn">The neighbour's autonomous system.</param>
public sealed record RouterPeer(string Address, uint Asn)
{
    /// <summary>The address that the router speaks from; ExaBGP and BIRD need it.</summary>
    public string LocalAddress { get; init; } = "";

    /// <summary>The autonomous system that the router shows, when it is not its own.</summary>
    public uint? LocalAsn { get; init; }

    public string? Password { get; init; }

    /// <summary>The Hold Time that it proposes, in seconds.</summary>
    public int HoldSeconds { get; init; } = 30;

    public bool HasIPv4 { get; init; } = true;

    public bool HasIPv6 { get; init; }

    /// <summary>Whether it waits instead of connecting.</summary>
    public bool IsPassive { get; init; } = true;

    /// <summary>Whether the neighbour may be more than a hop away.</summary>
    public bool IsMultihop { get; init; }

    /// <summary>Whether it knows autonomous systems of two octets only. GoBGP cannot be told so.</summary>
    public bool IsTwoOctet { get; init; }

    /// <summary>Whether IPv4 routes with IPv6 next hops are taken (RFC 8950).</summary>
    public bool HasExtendedNextHop { get; init; }

    /// <summary>Whether packets must have travelled no hop (RFC 5082).</summary>
    public bool HasGtsm { get; init; }

    /// <summary>Whether BFD watches the neighbour, every 50 ms, three packets; FRR only.</summary>
    public bool HasBfd { get; init; }

    /// <summary>The interface of an unnumbered session; FRR only.</summary>
    public string Interface { get; init; } = "";

    public bool IsIPv6 => Address.Contains(':', StringComparison.Ordinal);
}
