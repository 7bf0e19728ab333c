using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Nodes;

/// <summary>What the node does over BGP: its sessions by the configuration, its routes by what Services give.</summary>
public sealed partial class NodeGrain
{
    private readonly SortedDictionary<string, SessionObservation> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<ServiceKey, ServiceAdvertisement> _told = [];

    /// <inheritdoc/>
    public Task RefreshSessionsAsync(CancellationToken cancellationToken)
    {
        RefreshSessions();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ContributeAsync(BgpContribution contribution, CancellationToken cancellationToken)
    {
        var before = _book.Version;
        var concerned = _book.Bgp.Set(contribution);
        Tell(concerned);
        SignalSince(before);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReportSessionsAsync(
        long session,
        ImmutableArray<SessionObservation> observations,
        ImmutableArray<string> removed,
        CancellationToken cancellationToken)
    {
        if (session != _session || !_isConnected)
        {
            return Task.CompletedTask;
        }

        foreach (var peer in removed)
        {
            if (_sessions.Remove(peer))
            {
                advertisements.SessionEnded(this.GetPrimaryKeyString(), peer);
            }
        }

        foreach (var observation in observations)
        {
            var before = _sessions.GetValueOrDefault(observation.Peer);
            _sessions[observation.Peer] = observation;
            LogPhase(before, observation);
            advertisements.SessionObserved(this.GetPrimaryKeyString(), _book.Bgp.FindSession(observation.Peer), observation);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<NodeBgpDescription> DescribeBgpAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new NodeBgpDescription(
            this.GetPrimaryKeyString(), _isConnected, _book.Bgp.Desired, _book.Bgp.Plan.Refused, [.. _sessions.Values]));

    private void RefreshSessions()
    {
        var before = _book.Version;
        var view = views.Current;
        var node = this.GetPrimaryKeyString();
        var plan = BgpSessionPlan.Of(node, view);
        foreach (var refusal in plan.Refused.Except(_book.Bgp.Plan.Refused))
        {
            LogSessionRefused(logger, node, refusal.Peer, refusal.Reason, refusal.Message);
            advertisements.SessionRefused(node, refusal);
        }

        foreach (var ended in _book.Bgp.Plan.Sessions.Keys.Where(peer => !plan.Sessions.ContainsKey(peer)))
        {
            // An agent that is away now, and comes back without the session, would never say so.
            _sessions.Remove(ended);
            advertisements.SessionEnded(node, ended);
        }

        Tell(_book.Bgp.Set(plan, view.Nodes.TryGetValue(node, out var known) && known.IsDraining));
        SignalSince(before);
    }

    /// <summary>Without the agent nobody knows how its sessions stand; they may well go on.</summary>
    private void ForgetSessions()
    {
        _sessions.Clear();
        advertisements.AgentLeft(this.GetPrimaryKeyString());
    }

    private void SignalSince(ulong version)
    {
        if (_book.Version != version)
        {
            Signal();
        }
    }

    /// <summary>Says who hears of the Services now, where that is somebody else (B-100).</summary>
    private void Tell(ImmutableArray<ServiceKey> services)
    {
        foreach (var service in services)
        {
            var advertisement = new ServiceAdvertisement(_book.Bgp.AddressesOf(service), _book.Bgp.PeersOf(service));
            var before = _told.GetValueOrDefault(service, ServiceAdvertisement.None);
            if (advertisement.Equals(before))
            {
                continue;
            }

            if (advertisement.Addresses.IsEmpty)
            {
                _told.Remove(service);
            }
            else
            {
                _told[service] = advertisement;
            }

            advertisements.Advertised(this.GetPrimaryKeyString(), service, advertisement);
        }
    }

    private void LogPhase(SessionObservation? before, SessionObservation after)
    {
        var wasUp = before?.Phase == SessionPhase.Established;
        if (wasUp != (after.Phase == SessionPhase.Established))
        {
            LogSessionChanged(
                logger, this.GetPrimaryKeyString(), after.Peer, before?.Phase ?? SessionPhase.Idle, after.Phase, after.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "BGP session of node {Node} with {Peer}: {Before} → {After} ({Reason})")]
    private static partial void LogSessionChanged(
        ILogger logger, string node, string peer, SessionPhase before, SessionPhase after, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} holds no BGP session with {Peer} ({Reason}): {Text}")]
    private static partial void LogSessionRefused(
        ILogger logger, string node, string peer, BgpSessionRefusalReason reason, string text);
}
