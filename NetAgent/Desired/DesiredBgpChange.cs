using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>What applying a message changed of the BGP sessions and routes. Valid until the next message is applied.</summary>
internal sealed class DesiredBgpChange
{
    /// <summary>Sessions that are new or whose order changed.</summary>
    public List<BgpPeerOrder> Peers { get; } = [];

    /// <summary>Names of sessions that end.</summary>
    public List<string> PeersRemoved { get; } = [];

    /// <summary>Prefixes that are new, changed or withdrawn.</summary>
    public List<BgpPrefix> Prefixes { get; } = [];

    /// <summary>Orders that cannot be followed: the name and the reason.</summary>
    public List<(string Name, string Reason)> Refused { get; } = [];

    /// <summary>Routes that were passed over because their prefix is none.</summary>
    public int UnreadableCount { get; set; }

    /// <summary>Whether nothing changed.</summary>
    public bool IsEmpty => Peers.Count + PeersRemoved.Count + Prefixes.Count + Refused.Count + UnreadableCount == 0;
}
