using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Allocation;

/// <summary>The addresses of a pool that Services hold, counted.</summary>
internal sealed record HeldAddresses
{
    private HeldAddresses()
    {
    }

    /// <summary>No address is held.</summary>
    public static HeldAddresses Empty { get; } = new();

    /// <summary>The addresses.</summary>
    public AddressRuns Runs { get; private init; } = AddressRuns.Empty;

    private int IPv4Count { get; init; }

    private int IPv6Count { get; init; }

    /// <summary>How many addresses of a family are held.</summary>
    public int Count(IPFamily family) => family == IPFamily.IPv4 ? IPv4Count : IPv6Count;

    /// <summary>With one more address, which was free.</summary>
    public HeldAddresses Add(Address address) => Counted(address.Family, 1) with { Runs = Runs.Add(address) };

    /// <summary>With one address less, which was held.</summary>
    public HeldAddresses Remove(Address address) => Counted(address.Family, -1) with { Runs = Runs.Remove(address) };

    private HeldAddresses Counted(IPFamily family, int change) => family == IPFamily.IPv4
        ? this with { IPv4Count = IPv4Count + change }
        : this with { IPv6Count = IPv6Count + change };
}
