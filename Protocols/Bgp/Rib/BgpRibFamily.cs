namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>How far one family is with what it owes the peer.</summary>
internal sealed class BgpRibFamily(bool isIPv4)
{
    public bool IsIPv4 { get; } = isIPv4;

    public BgpFamily Family => IsIPv4 ? BgpFamily.IPv4Unicast : BgpFamily.IPv6Unicast;

    /// <summary>Prefixes to be withdrawn.</summary>
    public BgpPrefixQueue Withdrawals { get; } = new();

    /// <summary>Prefixes that have to be sent before the mark.</summary>
    public int OwedCount { get; set; }

    public BgpRibMark Mark { get; set; }

    /// <summary>Whether the peer asked for all routes while they were on their way: they follow once more.</summary>
    public bool IsRefreshWanted { get; set; }

    public void Reset()
    {
        Withdrawals.Clear();
        OwedCount = 0;
        Mark = BgpRibMark.None;
        IsRefreshWanted = false;
    }
}
