using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Grains.Nodes;

/// <summary>Hears what nodes advertise over BGP and how their sessions stand: events, statuses and metrics are made of it.</summary>
/// <remarks>Implemented by the silo. Calls never block and never fail.</remarks>
public interface IAdvertisementSink
{
    /// <summary>A node advertises a Service differently from before.</summary>
    void Advertised(string node, ServiceKey service, ServiceAdvertisement advertisement);

    /// <summary>A node does not advertise an address of a Service for a reason that its owner or an administrator has to mend.</summary>
    void Refused(ServiceKey service, string reason, string message);

    /// <summary>A node's agent says how a session stands.</summary>
    /// <param name="node">The node.</param>
    /// <param name="session">The session as it shall be; null when it is one that shall not be any more.</param>
    /// <param name="observation">What the agent says.</param>
    void SessionObserved(string node, BgpSession? session, SessionObservation observation);

    /// <summary>A node holds no session with a peer any more.</summary>
    void SessionEnded(string node, string peer);

    /// <summary>A node is selected for a peer and cannot hold the session; told once.</summary>
    void SessionRefused(string node, BgpSessionRefusal refusal);

    /// <summary>A node's agent is not connected any more: how its sessions stand is not known.</summary>
    void AgentLeft(string node);
}
