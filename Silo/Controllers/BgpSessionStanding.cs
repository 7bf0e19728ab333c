using MetalOrleans.Domain.Bgp;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Silo.Controllers;

/// <summary>How a session stands.</summary>
/// <param name="Session">As it shall be.</param>
/// <param name="Observation">What the agent last said of it.</param>
internal sealed record BgpSessionStanding(BgpSession Session, SessionObservation Observation)
{
    /// <summary>The peer as people know it: its address, or the interface it is found on.</summary>
    public string PeerText => Session.Peer.Address?.ToString() ?? Session.Peer.Interface ?? "";

    /// <summary>The VRF; null for the default one.</summary>
    public string? Vrf => Session.Peer.Vrf;

    /// <summary>The session's state in the words of RFC 4271.</summary>
    public string BgpStatus => Observation.Phase.ToString();

    /// <summary>The state of BFD as frr-k8s shows it (C-163).</summary>
    public string BfdStatus => Observation.Watch switch
    {
        WatchPhase.None => "N/A",
        WatchPhase.Up => "Up",
        _ => "Down",
    };
}
