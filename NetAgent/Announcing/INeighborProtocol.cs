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

    /// <summary>An interface listens for an address of this family from now on; it did not before.</summary>
    void Include(int index, IPAddressValue address);

    /// <summary>An interface listens for an address of this family no more; it did before.</summary>
    void Exclude(int index, IPAddressValue address);

    /// <summary>Makes the changes known to the kernel, which wakes nobody for other addresses.</summary>
    void Narrow(int index);

    /// <summary>Sends one frame of a gratuitous round without waiting.</summary>
    /// <param name="address">The address.</param>
    /// <param name="on">Where to send it.</param>
    /// <param name="frame">Which of the round's frames, from 0 on; the first is what neighbours heed most.</param>
    /// <returns>Whether it left.</returns>
    bool SendGratuitous(IPAddressValue address, ResponderInterface on, int frame);

    /// <summary>Asks, without claiming the address, whether anybody uses it (RFC 5227 §2.1.1, RFC 4862 §5.4.2).</summary>
    /// <returns>Whether the frame left.</returns>
    bool SendProbe(IPAddressValue address, ResponderInterface on);
}
