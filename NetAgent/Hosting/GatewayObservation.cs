using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>The node's default gateways in the words of the agent protocol, in order, so that the same are equal.</summary>
internal static class GatewayObservation
{
    public static GatewayState Of(IEnumerable<IPAddressValue> gateways)
    {
        var state = new GatewayState();
        state.Addresses.AddRange(gateways
            .Select(gateway => ToBytes(gateway))
            .OrderBy(octets => octets.ToBase64(), StringComparer.Ordinal));
        return state;
    }

    private static ByteString ToBytes(IPAddressValue gateway)
    {
        Span<byte> octets = stackalloc byte[IPv6Address.Length];
        if (gateway.IsIPv4)
        {
            gateway.IPv4.Write(octets);
            return ByteString.CopyFrom(octets[..IPv4Address.Length]);
        }

        gateway.IPv6.Write(octets);
        return ByteString.CopyFrom(octets);
    }
}
