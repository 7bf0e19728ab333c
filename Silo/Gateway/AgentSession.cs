using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Identity;
using Reason = MetalOrleans.Agent.Contracts.Refusal.Types.Reason;

namespace MetalOrleans.Silo.Gateway;

/// <summary>One connection of one agent, from its Hello to its end.</summary>
internal sealed partial class AgentSession(
    AgentChannel channel,
    AgentIdentity identity,
    AgentRoster roster,
    MemberDirectory members,
    AgentProbes probes,
    LinkTimes times,
    AgentRefusals refusals,
    IGrainFactory grains,
    AgentGatewayOptions options,
    TimeProvider time,
    ILogger logger)
{
    // A thousand addresses are decided in some tens of milliseconds; two messages on one link are seldom nearer than this.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    // Whoever does not read that the silo stops sees its connection close.
    private static readonly TimeSpan LastWordTimeout = TimeSpan.FromMilliseconds(200);

    private string _name = identity.Node ?? "?";
    private INodeGrain _node = null!;
    private long _session;
    private NodeLinks _links = NodeLinks.None;

    /// <summary>Serves the agent until it leaves, falls silent, is superseded, or the silo stops.</summary>
    /// <param name="stopping">The agent hung up.</param>
    /// <param name="leaving">The silo stops: the agent is told, and looks for another.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken leaving)
    {
        if (await ReadHelloAsync(stopping) is not { } hello)
        {
            return;
        }

        _name = hello.NodeName;
        refusals.Served($"of node {_name}");
        _node = grains.GetGrain<INodeGrain>(_name);
        TakeInterfaces(hello.Interfaces);
        // Before the node decides which sessions it holds: some are with its gateways.
        TakeGateways(hello.Gateways);
        var desired = await _node.ConnectAsync(AgentMessages.ToObservations(hello.Announcements), stopping);
        _session = desired.Session;
        _links = AgentLinks.Apply(NodeLinks.None, hello.Interfaces);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await channel.WriteAsync(AgentMessages.Welcome(identity.Silo, options), ending.Token);
            var told = await TellMembersAsync(MemberSnapshot.None, ending.Token);
            await channel.WriteAsync(AgentMessages.ToSnapshot(desired), ending.Token);
            probes.Join(_name, _session, channel.WriteAsync);
            roster.Join(_name, _session, _links);
            LogAgentJoined(logger, _name, hello.AgentVersion, _session);
            var ended = await Task.WhenAny(
                ReadLoopAsync(ending.Token), ChangeLoopAsync(desired.Version, ending.Token), HeartbeatLoopAsync(ending.Token),
                MemberLoopAsync(told, ending.Token), ProofLoopAsync(ending.Token), LeaveAsync(leaving, ending.Token));
            LogAgentLeft(logger, _name, _session, await ReasonOfAsync(ended));
        }
        finally
        {
            // The election goes on without this agent before anything else is tidied up.
            roster.Leave(_name, _session);
            probes.Leave(_name, _session);
            times.Leave(_name, _session);
            await ending.CancelAsync();
            channel.Abort();
            await _node.DisconnectAsync(_session, CancellationToken.None);
        }
    }

    /// <summary>Waits until the silo stops, and tells the agent.</summary>
    private async Task<string> LeaveAsync(CancellationToken leaving, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            using var deadline = new CancellationTokenSource(LastWordTimeout, time);
            await channel.WriteAsync(
                AgentMessages.Refuse(Reason.NotReady, $"silo '{identity.Silo}' stops: another one takes over"), deadline.Token);
            // An agent that has read this hangs up; closing first could take the words away from it.
            await Task.Delay(LastWordTimeout, time, cancellationToken);
        }

        return "the silo stops";
    }

    private static async Task<string> ReasonOfAsync(Task<string> ended)
    {
        try
        {
            return await ended;
        }
        catch (OperationCanceledException)
        {
            return "the silo stops";
        }
        catch (System.Net.WebSockets.WebSocketException e)
        {
            return e.Message;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    private async Task<Hello?> ReadHelloAsync(CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(options.HelloTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        AgentMessage? first;
        try
        {
            first = await channel.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            LogHelloMissing(logger, _name);
            return null;
        }

        if (first?.Hello is not { } hello)
        {
            LogHelloMissing(logger, _name);
            return null;
        }

        if (Judge(hello) is { } refusal)
        {
            refusals.Refuse(
                $"of node {_name}",
                refusal.Refusal.Reason == Reason.NodeName ? AgentRefusalReason.ForeignNode : AgentRefusalReason.ProtocolVersion,
                refusal.Refusal.Message);
            await channel.WriteAsync(refusal, stopping);
            return null;
        }

        return hello;
    }

    private SiloMessage? Judge(Hello hello)
    {
        if (hello.ProtocolVersion != AgentMessages.ProtocolVersion)
        {
            return AgentMessages.Refuse(
                Reason.ProtocolVersion,
                $"The silo speaks protocol version {AgentMessages.ProtocolVersion}, the agent {hello.ProtocolVersion}: "
                + "run the same release on both ends.");
        }

        if (hello.NodeName.Length == 0 || (identity.Node is not null && hello.NodeName != identity.Node))
        {
            return AgentMessages.Refuse(
                Reason.NodeName,
                $"The agent says it is node '{hello.NodeName}', its token says '{identity.Node}': "
                + "give --node-name the node that the token was made for.");
        }

        return null;
    }

    private async Task<string> ReadLoopAsync(CancellationToken cancellationToken)
    {
        while (await channel.ReadAsync(cancellationToken) is { } message)
        {
            switch (message.BodyCase)
            {
                case AgentMessage.BodyOneofCase.Acknowledgement:
                    await _node.AcknowledgeAsync(
                        _session,
                        message.Acknowledgement.Version,
                        AgentMessages.ToAddresses(message.Acknowledgement.Stale),
                        cancellationToken);
                    break;
                case AgentMessage.BodyOneofCase.ObservedState:
                    TakeInterfaces(message.ObservedState.Interfaces);
                    TakeGateways(message.ObservedState.Gateways);
                    await _node.ReportAsync(
                        _session, AgentMessages.ToObservations(message.ObservedState.Announcements), cancellationToken);
                    TellLinks(message.ObservedState);
                    await TellSessionsAsync(message.ObservedState, cancellationToken);
                    break;
                case AgentMessage.BodyOneofCase.Goodbye:
                    LogAgentStopping(logger, _name, message.Goodbye.Reason);
                    roster.Leave(_name, _session);
                    break;
                case AgentMessage.BodyOneofCase.SelfProbeResult:
                    probes.Answer(_name, message.SelfProbeResult);
                    break;
                case AgentMessage.BodyOneofCase.Proof:
                    TakeProof(message.Proof);
                    break;
                case AgentMessage.BodyOneofCase.Heartbeat:
                    if (_echo.Take(message.Heartbeat) is { } roundTrip)
                    {
                        times.Measured(_name, _session, roundTrip);
                    }

                    break;
                default:
                    // A newer agent may say what this silo does not know.
                    break;
            }
        }

        return "the agent closed the connection";
    }

    private void TakeGateways(GatewayState? gateways)
    {
        if (gateways is not null)
        {
            roster.TellGateways(_name, AgentMessages.ToAddresses(gateways.Addresses));
        }
    }

    private async Task TellSessionsAsync(ObservedState observed, CancellationToken cancellationToken)
    {
        if (observed.BgpSessions.Count + observed.BgpSessionsRemoved.Count > 0)
        {
            await _node.ReportSessionsAsync(
                _session, AgentMessages.ToSessions(observed.BgpSessions), [.. observed.BgpSessionsRemoved], cancellationToken);
        }
    }

    private void TellLinks(ObservedState observed)
    {
        var links = AgentLinks.Apply(_links, observed.Interfaces);
        if (!ReferenceEquals(links, _links))
        {
            _links = links;
            roster.Tell(_name, _session, links);
        }
    }

    private async Task<string> ChangeLoopAsync(ulong version, CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = await _node.WaitForChangesAsync(_session, version, cancellationToken);
            if (change.IsSuperseded)
            {
                await channel.WriteAsync(
                    AgentMessages.Refuse(Reason.Superseded, $"Another agent of node '{_name}' connected."),
                    cancellationToken);
                return "another agent of the node connected";
            }

            if (change.ToVersion != version)
            {
                await channel.WriteAsync(AgentMessages.ToDifference(change), cancellationToken);
                version = change.ToVersion;
                // What is ordered while many addresses move leaves together; a change after a rest leaves at once.
                await Task.Delay(Pace, time, cancellationToken);
            }
        }
    }
}
