using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bfd;

/// <summary>Whom a session is with, and how its packets come: what a packet without a discriminator is known by (RFC 5880
/// §6.8.6, RFC 5881 §3, RFC 5883 §4).</summary>
/// <param name="Remote">The peer's address.</param>
/// <param name="Local">The own address; null for any.</param>
/// <param name="Interface">The index of the interface; 0 for any.</param>
/// <param name="Routing">The routing domain (VRF); 0 for the default one.</param>
/// <param name="IsMultihop">Whether routers may stand between.</param>
public readonly record struct BfdPeer(
    IPAddressValue Remote, IPAddressValue? Local, int Interface, int Routing, bool IsMultihop)
{
    /// <summary>Whether a packet can be this peer's.</summary>
    public bool Sends(in BfdArrival arrival) =>
        Remote == arrival.Remote
        && IsMultihop == arrival.IsMultihop
        && Routing == arrival.Routing
        && (Local is not { } local || local == arrival.Local)
        && (Interface == 0 || Interface == arrival.Interface);
}
