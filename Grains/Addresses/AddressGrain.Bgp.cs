using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Addresses;

/// <summary>
/// The address over BGP: every node that may, advertises it. Nobody was there before a silo's start who would have to return
/// first: what agents advertise stays until the silo has read everything (decision 0015).
/// </summary>
public sealed partial class AddressGrain
{
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<RouteContribution>> _nothing =
        ImmutableSortedDictionary.Create<string, ImmutableArray<RouteContribution>>(StringComparer.Ordinal);

    /// <summary>What each node was told to advertise, by Service.</summary>
    private readonly Dictionary<ServiceKey, ImmutableSortedDictionary<string, ImmutableArray<RouteContribution>>> _advertised = [];

    private readonly WithdrawalHolds _holds = new();
    private readonly Dictionary<ServiceKey, ImmutableArray<string>> _refusals = [];
    private IGrainTimer? _holdEnd;

    private async Task AdvertiseAsync(ClusterView view, CancellationToken cancellationToken)
    {
        if (_advertised.Count == 0 && view.BgpAdvertisements.IsEmpty)
        {
            return;
        }

        foreach (var service in _services.Values)
        {
            await ContributeAsync(service.Service, Plan(service, view), cancellationToken);
        }

        foreach (var gone in _advertised.Keys.Where(service => !_services.ContainsKey(service)).ToArray())
        {
            foreach (var node in _advertised[gone].Keys)
            {
                _holds.End(gone, node);
            }

            _refusals.Remove(gone);
            await ContributeAsync(gone, _nothing, cancellationToken);
        }

        AwaitHolds(view);
    }

    private ImmutableSortedDictionary<string, ImmutableArray<RouteContribution>> Plan(ServiceBacking service, ClusterView view)
    {
        var before = _advertised.GetValueOrDefault(service.Service, _nothing);
        var after = _nothing.ToBuilder();
        var isConflicting = false;
        var terms = BgpAdvertising.TermsOf(service, view);
        foreach (var (node, decision) in BgpAdvertising.Decide(service, _address, view, terms))
        {
            isConflicting |= decision.Refusal == BgpRefusal.ConflictingAdvertisements;
            if (decision.IsAdvertised)
            {
                after.Add(node, decision.Routes);
                _holds.End(service.Service, node);
            }
            else if (decision.LacksEndpoints && before.TryGetValue(node, out var routes)
                && _holds.Keeps(service.Service, node, DelayOf(service, view), time.GetElapsedTime(0)))
            {
                after.Add(node, routes);
            }
            else
            {
                _holds.End(service.Service, node);
            }
        }

        TellRefusals(service.Service, terms.Refusals, isConflicting);
        return after.ToImmutable();
    }

    private async Task ContributeAsync(
        ServiceKey service,
        ImmutableSortedDictionary<string, ImmutableArray<RouteContribution>> after,
        CancellationToken cancellationToken)
    {
        var before = _advertised.GetValueOrDefault(service, _nothing);
        // Each is remembered when it has been told: a call that fails half way is repeated for the others only.
        foreach (var node in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var routes = after.GetValueOrDefault(node, []);
            if (before.TryGetValue(node, out var known) && known.AsSpan().SequenceEqual(routes.AsSpan()))
            {
                continue;
            }

            await GrainFactory.GetGrain<INodeGrain>(node)
                .ContributeAsync(new BgpContribution(service, _address, routes), cancellationToken);
            before = routes.IsEmpty ? before.Remove(node) : before.SetItem(node, routes);
            Remember(service, before);
        }
    }

    private void Remember(ServiceKey service, ImmutableSortedDictionary<string, ImmutableArray<RouteContribution>> advertised)
    {
        if (advertised.IsEmpty)
        {
            _advertised.Remove(service);
        }
        else
        {
            _advertised[service] = advertised;
        }
    }

    private static TimeSpan DelayOf(ServiceBacking service, ClusterView view) =>
        view.PoolPolicies.GetValueOrDefault(service.Pool)?.Bgp.WithdrawDelay ?? TimeSpan.Zero;

    /// <summary>Looks again when the first hold is over.</summary>
    private void AwaitHolds(ClusterView view)
    {
        _holdEnd?.Dispose();
        _holdEnd = null;
        if (_holds.IsEmpty || _services.Count == 0)
        {
            return;
        }

        // All Services behind one address have their addresses from one pool.
        var end = _holds.FirstEnd(DelayOf(_services.Values.First(), view))!.Value - time.GetElapsedTime(0);
        _holdEnd = this.RegisterGrainTimer(
            () => DecideAsync(isAsked: false, CancellationToken.None),
            end > TimeSpan.Zero ? end : TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says once of each thing that somebody has to mend what it is.</summary>
    private void TellRefusals(ServiceKey service, ImmutableArray<string> refusals, bool isConflicting)
    {
        var known = _refusals.GetValueOrDefault(service, []);
        foreach (var refusal in refusals.Except(known))
        {
            advertisements.Refused(service, "routeAttributeRefused", refusal);
        }

        if (isConflicting)
        {
            refusals = refusals.Add(Conflict);
            if (!known.Contains(Conflict))
            {
                LogConflict(logger, service, _address);
                advertisements.Refused(service, "conflictingAdvertisements", $"LB IP \"{_address}\" {Conflict}");
            }
        }

        if (refusals.IsEmpty)
        {
            _refusals.Remove(service);
        }
        else
        {
            _refusals[service] = refusals;
        }
    }

    private const string Conflict =
        "is not advertised over BGP: matching BGPAdvertisements give it different localPref; let them agree, or differ in nodes, "
        + "peers or aggregation lengths";

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Service {Service} is not advertised with {Address}: matching advertisements contradict each other in localPref")]
    private static partial void LogConflict(ILogger logger, ServiceKey service, Address address);
}
