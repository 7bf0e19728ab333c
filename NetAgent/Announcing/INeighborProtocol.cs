using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>How neighbours on a link learn who has an address of one family: ARP or NDP. Used by the agent's loop only.</summary>
internal interface INeighborProtocol
{
    /// <summary>ARP or NDP, for log lines.</summary>
    string Name { get; }

    /// <summary>Frames in a round of the gratuitous schedule.</summary>
    int GratuitousFrameCount { get; }

    /// <summary>Whether addresses of this family are told with this protocol.</summary>
    bool Serves(IPAddressValue address);

    /// <summary>Whether an interface is used by this protocol, and if not, why.</summary>
    InterfaceVerdict VerdictOn(JudgedInterface judged);

    /// <summary>Starts to answer on an interface.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The socket cannot be opened.</exception>
    void Open(ResponderInterface on);

    /// <summary>Ends answering on an interface; the interface need not exist any more.</summary>
    void Close(int index);

    /// <summary>An interface answers for an address of this family from now on; it did not before.</summary>
    void Include(int index, IPAddressValue address);

    /// <summary>An interface answers for an address of this family no more; it did before.</summary>
    void Exclude(int index, IPAddressValue address);

    /// <summary>Makes the changes known to the kernel, which wakes nobody for other addresses.</summary>
    void Narrow(int index);

    /// <summary>Sends one round of gratuitous frames without waiting.</summary>
    /// <returns>Frames that left.</returns>
    int SendGratuitous(IPAddressValue address, ResponderInterface on);
}
