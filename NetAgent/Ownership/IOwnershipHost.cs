using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>What the keeper of ownership has done on the wire.</summary>
internal interface IOwnershipHost
{
    /// <summary>Answers for an ordered address, and tells the neighbours.</summary>
    void Begin(IPAddressValue address, TimeSpan now);

    /// <summary>Answers for it no more, and tells nobody.</summary>
    void Stop(IPAddressValue address);

    /// <summary>Links on which the address would be probed for: how many frames a probe costs.</summary>
    int CountLinks(IPAddressValue address);

    /// <summary>Sends one probe on each link.</summary>
    void SendProbe(IPAddressValue address);

    /// <summary>Sends one gratuitous round on each link.</summary>
    void Defend(IPAddressValue address);

    /// <summary>What is counted for an ordered address; null when there is no order for it.</summary>
    Announcing.AddressCounters? CountersOf(IPAddressValue address);
}
