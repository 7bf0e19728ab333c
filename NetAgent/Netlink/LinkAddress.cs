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

        // Of an IPv4 address the mapped form, whose first 96 bits are always the same.
        var length = Address.IsIPv4 ? 96 + PrefixLength : PrefixLength;
        var high = Address.IPv6.High ^ other.IPv6.High;
        var low = Address.IPv6.Low ^ other.IPv6.Low;
        return length switch
        {
            0 => true,
            <= 64 => high >> (64 - length) == 0,
            _ => high == 0 && low >> (128 - length) == 0,
        };
    }
}
