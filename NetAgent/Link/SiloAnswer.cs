using System.Net.WebSockets;
using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.NetAgent.Link;

/// <summary>What became of dialling one silo.</summary>
/// <param name="Target">The silo.</param>
/// <param name="Socket">The open connection; null when there is none.</param>
/// <param name="Refusal">Why there is none, never with a secret in it.</param>
/// <param name="Active">Where the silo that leads can be found, as this one says; null when it does not.</param>
internal sealed record SiloAnswer(SiloTarget Target, WebSocket? Socket, string Refusal, SiloEndpoint? Active);
