using MetalOrleans.NetAgent.Netlink;

namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>An interface and whether it is used.</summary>
/// <param name="Link">The interface.</param>
/// <param name="Verdict">Whether ARP is answered on it.</param>
internal sealed record JudgedInterface(LinkState Link, InterfaceVerdict Verdict)
{
    /// <summary>Whether ARP is answered on it.</summary>
    public bool Qualifies => Verdict == InterfaceVerdict.Qualifies;
}
