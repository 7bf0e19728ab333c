namespace MetalOrleans.Silo.Controllers;

/// <summary>One session: a node, and the name of the BGPPeer object.</summary>
internal readonly record struct BgpSessionKey(string Node, string Peer)
{
    public override string ToString() => $"{Node} with {Peer}";
}
