namespace MetalOrleans.Protocols.Ownership;

/// <summary>What the host has to do after an event; several at once, in the order of the members.</summary>
[Flags]
public enum OwnershipActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Stop answering for the address at once, and announce it no more.</summary>
    Stop = 1,

    /// <summary>Answer for the address, and tell the neighbours.</summary>
    Begin = 2,

    /// <summary>Send a probe on every link of the address.</summary>
    SendProbe = 4,

    /// <summary>Send one announcement on every link of the address (RFC 5227 §2.4).</summary>
    Defend = 8,

    /// <summary>Tell whoever gave the order how the address stands.</summary>
    Report = 16,
}
