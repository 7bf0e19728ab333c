using System.Net;
using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.NetAgent.Link;

/// <summary>One silo to dial: an endpoint, and which of its name's addresses.</summary>
/// <param name="Endpoint">As the agent was told.</param>
/// <param name="Address">The address to dial; null to dial the host by its name.</param>
internal sealed record SiloTarget(SiloEndpoint Endpoint, IPAddress? Address)
{
    /// <summary>For logs: the endpoint, and the address where that says more.</summary>
    public override string ToString() => Address is null || IPAddress.TryParse(Endpoint.Host, out _)
        ? $"{Endpoint.Host}:{Endpoint.Port}"
        : $"{Endpoint.Host}:{Endpoint.Port} ({Address})";
}
