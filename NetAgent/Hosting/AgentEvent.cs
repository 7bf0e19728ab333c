using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Link;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.NetAgent.Ownership;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>What the agent's loop waits for.</summary>
internal abstract record AgentEvent
{
    private AgentEvent()
    {
    }

    /// <summary>The kernel told about interfaces.</summary>
    internal sealed record InterfacesTold(LinkMessage Message) : AgentEvent;

    /// <summary>A default route of the node came, went or changed.</summary>
    internal sealed record DefaultRoutesChanged : AgentEvent
    {
        /// <summary>The only one.</summary>
        public static DefaultRoutesChanged Instance { get; } = new();
    }

    /// <summary>A connection to the silo told what happens on it.</summary>
    internal sealed record ConnectionTold(SiloConnection Connection, LinkEvent Event) : AgentEvent;

    /// <summary>A responder ended by itself.</summary>
    internal sealed record ResponderFailed(ResponderInterface Responder, SocketError Error) : AgentEvent;

    /// <summary>Another station uses an ordered address.</summary>
    internal sealed record ClaimHeard(Claim Claim) : AgentEvent;

    /// <summary>A BGP session stands otherwise than before.</summary>
    internal sealed record BgpChanged : AgentEvent
    {
        /// <summary>The only one.</summary>
        public static BgpChanged Instance { get; } = new();
    }

    /// <summary>The time that the loop waited for has come.</summary>
    internal sealed record TimerFired : AgentEvent
    {
        /// <summary>The only one.</summary>
        public static TimerFired Instance { get; } = new();
    }

    /// <summary>Somebody asks how the agent is.</summary>
    internal sealed record HealthAsked(TaskCompletionSource<AgentHealth> Answer) : AgentEvent;

    /// <summary>The process was asked to stop.</summary>
    internal sealed record StopRequested(string Reason) : AgentEvent;
}
