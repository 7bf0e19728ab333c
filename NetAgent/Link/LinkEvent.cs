using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Link;

/// <summary>What happens to the link to the silo.</summary>
internal abstract record LinkEvent
{
    private LinkEvent()
    {
    }

    /// <summary>The agent is ready for its first connection.</summary>
    internal sealed record Started : LinkEvent;

    /// <summary>The connection that was asked for is open.</summary>
    internal sealed record Connected : LinkEvent;

    /// <summary>The connection could not be opened, or ended.</summary>
    /// <param name="Reason">What the other end or the network said.</param>
    internal sealed record Disconnected(string Reason) : LinkEvent;

    /// <summary>The silo sent a message.</summary>
    internal sealed record Received(SiloMessage Message) : LinkEvent;

    /// <summary>Time has passed.</summary>
    internal sealed record Ticked : LinkEvent;

    /// <summary>The agent has something to tell; it is dropped while there is no session, as the next hello tells all.</summary>
    internal sealed record Reporting(AgentMessage Message) : LinkEvent;

    /// <summary>The process was asked to stop.</summary>
    internal sealed record StopRequested(string Reason) : LinkEvent;

    /// <summary>Nothing is announced any more.</summary>
    internal sealed record Drained : LinkEvent;
}
