using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>One address of an interface as the kernel describes it.</summary>
/// <param name="Index">The interface.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Leading bits that its subnet has in common.</param>
/// <param name="Flags">How far duplicate address detection has come.</param>
internal sealed record LinkAddress(int Index, IPAddressValue Address, byte PrefixLength, LinkAddressFlags Flags)
{
    /// <summary>Whether an address lies in the same subnet.</summary>
    public bool Covers(IPAddressValue other)
    {
        if (Address.IsIPv4 != other.IsIPv4)
        {
            return false;
        }

        var differing = Address.IsIPv4 ? Address.IPv4.Value ^ other.IPv4.Value : Address.IPv6.Value ^ other.IPv6.Value;
        var host = (Address.IsIPv4 ? 32 : 128) - PrefixLength;
        return host >= 128 || differing >> host == 0;
    }
}
