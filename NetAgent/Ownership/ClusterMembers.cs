using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>The link-layer addresses of the cluster's other nodes, kept from what silos say. Owned by the agent's loop.</summary>
/// <remarks>
/// A silo that starts knows only the agents that have returned to it, so what it does not name stays: a node ceases to be a
/// member only when a silo says so.
/// </remarks>
internal sealed class ClusterMembers
{
    private readonly Dictionary<string, HashSet<MacAddress>> _nodes = new(StringComparer.Ordinal);

    /// <summary>Whether a station belongs to the cluster.</summary>
    public bool Contains(MacAddress mac) => _nodes.Values.Any(macs => macs.Contains(mac));

    /// <summary>Takes a change in; addresses that are none are passed over.</summary>
    public void Apply(MemberChange change)
    {
        foreach (var name in change.Left)
        {
            _nodes.Remove(name);
        }

        foreach (var member in change.Joined)
        {
            _nodes[member.NodeName] = [.. member.Macs.Where(IsMac).Select(octets => MacAddress.Read(octets.Span))];
        }
    }

    private static bool IsMac(ByteString octets) => octets.Length == MacAddress.Length;
}
