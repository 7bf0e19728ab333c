namespace MetalOrleans.NetAgent.Netlink;

/// <summary>The address flags of linux/if_addr.h that matter here.</summary>
[Flags]
internal enum LinkAddressFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>IFA_F_OPTIMISTIC: in use although nobody knows yet whether it is unique (RFC 4429).</summary>
    Optimistic = 0x4,

    /// <summary>IFA_F_DADFAILED: somebody else has it.</summary>
    Duplicate = 0x8,

    /// <summary>IFA_F_TENTATIVE: duplicate address detection has not ended (RFC 4862 §5.4).</summary>
    Tentative = 0x40,
}
