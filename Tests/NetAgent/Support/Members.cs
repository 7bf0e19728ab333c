using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>What a silo says of the cluster's members.</summary>
internal static class Members
{
    /// <summary>A station belongs to another node of the cluster.</summary>
    public static MemberChange Joined(string node, MacAddress mac)
    {
        var octets = new byte[MacAddress.Length];
        mac.Write(octets);
        return new MemberChange { Joined = { new Member { NodeName = node, Macs = { UnsafeByteOperations.UnsafeWrap(octets) } } } };
    }
}
