using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.NetAgent.Link;
using MetalOrleans.NetAgent.Netlink;

namespace MetalOrleans.NetAgent.Hosting;

internal sealed partial class AgentLoop
{
    private GatewayState _gateways = new();

    // What is told before the snapshot came would be lost.
    private TimeSpan? ReportDue => _link.Phase == LinkPhase.Established ? _reporter.NextDue : null;

    private void Tick(TimeSpan now)
    {
        _timer.Fired();
        _announcer.Tick(now);
        Drive(new LinkEvent.Ticked(), now);
        if (ReportDue <= now
            && _reporter.TakeDifference(
                Observation.Announcements(_announcer), Observation.Interfaces(_announcer), BgpObservation.Sessions(_bgp), now)
                is { } difference)
        {
            Drive(new LinkEvent.Reporting(new AgentMessage { ObservedState = difference }), now);
        }
    }

    private void SendHello(TimeSpan now)
    {
        var hello = new Hello
        {
            ProtocolVersion = LinkOptions.ProtocolVersion,
            NodeName = _options.NodeName,
            AgentVersion = AgentVersion.Text,
        };
        hello.Announcements.AddRange(Observation.Announcements(_announcer));
        hello.Interfaces.AddRange(Observation.Interfaces(_announcer));
        _gateways = GatewayObservation.Of(DefaultGateways.Read());
        hello.Gateways = _gateways;
        _reporter.Told(hello, now);
        _connection?.Send(new AgentMessage { Hello = hello });
    }

    /// <summary>A default route changed; or links did, and default routes may have gone with them without a word.</summary>
    private void TellGateways(TimeSpan now)
    {
        var found = DefaultGateways.Read();
        _announcer.Reexamine(found, now);
        var gateways = GatewayObservation.Of(found);
        if (_link.Phase == LinkPhase.Established && !gateways.Equals(_gateways))
        {
            _gateways = gateways;
            Drive(new LinkEvent.Reporting(new AgentMessage { ObservedState = new ObservedState { Gateways = gateways } }), now);
        }
    }

    private void Acknowledge(ulong version, DesiredChange change, TimeSpan now)
    {
        var acknowledgement = new Acknowledgement { Version = version };
        acknowledgement.Stale.AddRange(change.Stale);
        _connection?.Send(new AgentMessage { Acknowledgement = acknowledgement });
        foreach (var address in change.Stale)
        {
            LogStale(new System.Net.IPAddress(address.Span), version);
        }

        _spare.Changed(change.Announced.Length + change.Withdrawn.Length);
        if (!change.Announced.IsEmpty || !change.Withdrawn.IsEmpty)
        {
            _reporter.Changed(now);
        }
    }
}
