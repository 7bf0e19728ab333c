namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What an agent does about an address that it has an order for.</summary>
public enum AddressStanding
{
    /// <summary>It announces the address.</summary>
    Announced,

    /// <summary>It makes sure that nobody has the address, and is silent meanwhile.</summary>
    Probing,

    /// <summary>A stranger has the address: the agent is silent, and looks again from time to time.</summary>
    Conflict,

    /// <summary>It announces the address, and a stranger claims it too.</summary>
    Contested,

    /// <summary>It had no silo and saw another member announce the address: it is silent until a newer order.</summary>
    Yielded,

    /// <summary>The address is one of the node's own: it is never announced.</summary>
    NodeAddress,

    /// <summary>The address is the node's default gateway: it is never announced.</summary>
    DefaultGateway,
}
