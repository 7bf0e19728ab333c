using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>Decides on which interfaces ARP is answered (L-050, L-051). An IPv4 address on it is not required.</summary>
internal static class InterfacePolicy
{
    /// <summary>The verdict on one interface; of several reasons the first in this order.</summary>
    public static InterfaceVerdict Judge(LinkState link, InterfaceExclusions exclusions)
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

        if (link.Flags.HasFlag(LinkFlags.NoArp))
        {
            return InterfaceVerdict.NoArp;
        }

        if (!link.Flags.HasFlag(LinkFlags.Broadcast))
        {
            return InterfaceVerdict.NoBroadcast;
        }

        return link.HardwareType != LinkState.Ethernet || link.Mac == MacAddress.Zero
            ? InterfaceVerdict.NotEthernet
            : InterfaceVerdict.Qualifies;
    }
}
