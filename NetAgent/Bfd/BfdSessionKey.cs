using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>Which session: clients that ask for the same one share it (RFC 5882 §2).</summary>
/// <param name="Remote">The peer's address.</param>
/// <param name="Local">The own address; null lets the kernel choose, as it does for any packet to the peer.</param>
/// <param name="Interface">The interface's name; empty for any. An IPv6 link-local peer needs one.</param>
/// <param name="Vrf">The VRF device's name; empty for none.</param>
/// <param name="IsMultihop">Whether routers may stand between (RFC 5883), else the peer is on the link (RFC 5881).</param>
internal readonly record struct BfdSessionKey(
    IPAddressValue Remote, IPAddressValue? Local, string Interface, string Vrf, bool IsMultihop)
{
    /// <summary>As a log line names it.</summary>
    public override string ToString() =>
        Remote + (Interface.Length > 0 ? "%" + Interface : "") + (IsMultihop ? " multihop" : "")
        + (Vrf.Length > 0 ? " vrf " + Vrf : "");
}
