using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>One address of an interface as the kernel describes it.</summary>
/// <param name="Index">The interface.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Leading bits that its subnet has in common.</param>
/// <param name="Flags">How far duplicate address detection has come.</param>
internal sealed record LinkAddress(int Index, IPAddressValue Address, byte PrefixLength, LinkAddressFlags Flags);
