using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>Decides on which interfaces neighbours are answered (L-050, L-051); of several reasons not to, the first.</summary>
internal static class InterfacePolicy
{
    /// <summary>Whether ARP is answered on an interface. An IPv4 address on it is not required.</summary>
    public static InterfaceVerdict JudgeArp(LinkState link, InterfaceExclusions exclusions) =>
        JudgeLink(link, exclusions) is var verdict and not InterfaceVerdict.Qualifies
            ? verdict
            : link.Flags.HasFlag(LinkFlags.Broadcast) ? JudgeMedium(link) : InterfaceVerdict.NoBroadcast;

    /// <summary>
    /// Whether NDP is answered on an interface: it needs a link-local address that is known to be nobody else's.
    /// </summary>
    /// <param name="link">The interface.</param>
    /// <param name="linkLocals">Its link-local addresses.</param>
    /// <param name="exclusions">Interface names to leave alone.</param>
    public static InterfaceVerdict JudgeNdp(
        LinkState link, IReadOnlyCollection<LinkAddress> linkLocals, InterfaceExclusions exclusions)
    {
        if (JudgeLink(link, exclusions) is var verdict and not InterfaceVerdict.Qualifies)
        {
            return verdict;
        }

        if (!link.Flags.HasFlag(LinkFlags.Multicast))
        {
            return InterfaceVerdict.NoMulticast;
        }

        return JudgeMedium(link) is var medium and not InterfaceVerdict.Qualifies ? medium : JudgeLinkLocal(linkLocals);
    }

    private static InterfaceVerdict JudgeLink(LinkState link, InterfaceExclusions exclusions)
    {
        if (exclusions.Contains(link.Name))
        {
            return InterfaceVerdict.Excluded;
        }

        if (link.Flags.HasFlag(LinkFlags.Loopback))
        {
            return InterfaceVerdict.Loopback;
        }

        if (!link.Flags.HasFlag(LinkFlags.Up))
        {
            return InterfaceVerdict.Down;
        }

        if (link.Master != 0)
        {
            return InterfaceVerdict.Enslaved;
        }

        return link.Flags.HasFlag(LinkFlags.NoArp) ? InterfaceVerdict.NoArp : InterfaceVerdict.Qualifies;
    }

    private static InterfaceVerdict JudgeMedium(LinkState link) =>
        link.HardwareType != LinkState.Ethernet || link.Mac == MacAddress.Zero
            ? InterfaceVerdict.NotEthernet
            : InterfaceVerdict.Qualifies;

    private static InterfaceVerdict JudgeLinkLocal(IReadOnlyCollection<LinkAddress> linkLocals)
    {
        if (linkLocals.Any(IsUsable))
        {
            return InterfaceVerdict.Qualifies;
        }

        if (linkLocals.Any(address => !address.Flags.HasFlag(LinkAddressFlags.Duplicate)))
        {
            return InterfaceVerdict.LinkLocalTentative;
        }

        return linkLocals.Count > 0 ? InterfaceVerdict.LinkLocalDuplicate : InterfaceVerdict.NoLinkLocal;
    }

    private static bool IsUsable(LinkAddress address) =>
        !address.Flags.HasFlag(LinkAddressFlags.Duplicate)
        && (!address.Flags.HasFlag(LinkAddressFlags.Tentative) || address.Flags.HasFlag(LinkAddressFlags.Optimistic));
}
