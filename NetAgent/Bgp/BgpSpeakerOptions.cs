namespace MetalOrleans.NetAgent.Bgp;

/// <summary>What the speaker was started with.</summary>
/// <param name="NodeName">The node's name: peers may read it, and a BGP Identifier may be made of it.</param>
/// <param name="Listen">When connections of peers are accepted.</param>
/// <param name="ShutdownDelay">
/// How long routes are advertised with GRACEFUL_SHUTDOWN (RFC 8326) before they are withdrawn when the agent stops; zero for not
/// at all.
/// </param>
internal sealed record BgpSpeakerOptions(string NodeName, BgpListenMode Listen, TimeSpan ShutdownDelay);
