using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Planning;

/// <summary>The silo's passes over all Services without the silo: ledgers, statuses and who waits for what.</summary>
internal sealed class PlanReplay
{
    // Far more than the waves that anything real takes; two Services that displace each other for ever must not hang a plan.
    private const int WavesMax = 1000;

    private readonly Func<ServiceView, bool> _isOurs;
    private readonly SortedDictionary<ServiceKey, ServiceView> _services = [];
    private readonly Dictionary<ServiceKey, PlanStory> _stories = [];
    private readonly Dictionary<string, (AddressPool Learned, PoolLedger Ledger)> _pools = new(StringComparer.Ordinal);
    private readonly HashSet<ServiceKey> _noted = [];
    private readonly DateTimeOffset _now;
    private ClusterView _view;

    private PlanReplay(ClusterView view, Func<ServiceView, bool> isOurs, DateTimeOffset now) =>
        (_view, _isOurs, _now) = (view, isOurs, now);

    /// <summary>The Services as they stand.</summary>
    public IEnumerable<ServiceView> Services => _services.Values;

    /// <summary>The present state, come to rest.</summary>
    public static PlanReplay From(
        ClusterView view, IEnumerable<ServiceView> services, Func<ServiceView, bool> isOurs, DateTimeOffset now)
    {
        var replay = new PlanReplay(view, isOurs, now);
        foreach (var service in services)
        {
            replay._services[service.Key] = service;
        }

        replay.Sweep(replay._services.Values.Where(isOurs));
        return replay;
    }

    /// <summary>A Service as it stands; null when there is none.</summary>
    public ServiceView? Find(ServiceKey key) => _services.GetValueOrDefault(key);

    /// <summary>What has become of a Service.</summary>
    public PlanStory StoryOf(ServiceKey key) => _stories.GetValueOrDefault(key, PlanStory.None);

    /// <summary>An edit of a Service is known, and nothing has followed from it yet.</summary>
    public void Note(PlanStep step)
    {
        if (step.Deleted is { } gone)
        {
            _services.Remove(gone);
            _noted.Add(gone);
        }

        if (step.Put is { } put)
        {
            _services[put.Key] = WithPresentStatus(put);
            _noted.Add(put.Key);
        }
    }

    /// <summary>An edit is known, and everything has come to rest.</summary>
    public void Take(PlanStep step)
    {
        Note(step);
        var change = AllocationChange.Between(_view, step.View);
        _view = step.View;
        var freedIn = Forget([.. _noted.Where(key => !_services.ContainsKey(key) || !_isOurs(_services[key]))]);
        var concerned = _services.Values.Where(_isOurs)
            .Where(service => _noted.Contains(service.Key) || change.Concerns(service))
            .ToList();
        _noted.Clear();
        Sweep(concerned, freedIn);
    }

    private void Sweep(IEnumerable<ServiceView> services, ImmutableSortedSet<string>? freedBefore = null)
    {
        var freedIn = freedBefore ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        foreach (var wave in PassOrder.Waves(services))
        {
            freedIn = freedIn.Union(Pass(wave));
        }

        for (var waves = 0; !freedIn.IsEmpty && waves < WavesMax; waves++)
        {
            var waiting = _services.Values.Where(service => StoryOf(service.Key).WaitsFor.Overlaps(freedIn)).ToList();
            freedIn = freedIn.Clear();
            foreach (var wave in PassOrder.Waves(waiting))
            {
                freedIn = freedIn.Union(Pass(wave));
            }
        }
    }

    /// <summary>Decides a wave in order, then writes it and frees what it left.</summary>
    private ImmutableSortedSet<string> Pass(ImmutableArray<ServiceView> wave)
    {
        var decided = wave.Select(service => (Service: service, Outcome: Decide(service))).ToList();
        var freedIn = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var (service, outcome) in decided)
        {
            _services[service.Key] = service with
            {
                IngressIPs = outcome.IngressIPs,
                Annotations = outcome.AnnotationChanges.Aggregate(
                    service.Annotations,
                    (annotations, change) => change.Value is { } value
                        ? annotations.SetItem(change.Key, value)
                        : annotations.Remove(change.Key)),
            };
            freedIn.UnionWith(outcome.FreedIn);
            freedIn.UnionWith(outcome.Releases.Where(pool => Leave(pool, service.Key, isGone: !service.IsLoadBalancer)));
            if (outcome.Pool is { } holder && Settle(holder, service.Key, outcome.Addresses))
            {
                freedIn.Add(holder);
            }
        }

        return freedIn.ToImmutable();
    }

    private ConvergenceOutcome Decide(ServiceView service)
    {
        var story = StoryOf(service.Key);
        var gave = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var step = ServiceConvergence.Begin(service, _view, story.HeldIn);
        while (step is AskPool ask)
        {
            var answer = Answer(ask);
            if (answer.IsAllocated)
            {
                gave.Add(ask.Pool);
            }

            step = ServiceConvergence.Next(ask, answer);
        }

        var outcome = (ConvergenceOutcome)step;
        _stories[service.Key] = story.After(outcome, gave.ToImmutable());
        return outcome;
    }

    private AllocationResult Answer(AskPool ask)
    {
        var pool = _view.Pools[ask.Pool];
        var (learned, ledger) = _pools.GetValueOrDefault(pool.Name, (pool, PoolLedger.Empty));
        if (!_pools.ContainsKey(pool.Name) || !pool.OwnsTheSameAs(learned))
        {
            ledger = ledger.Learn(pool, _services.Values);
        }

        ledger = ledger.Under(_view, pool, _now);
        var terms = PoolTerms.For(_view, pool, ask.Request.Service.Namespace);
        var (answer, next) = ask.IsAssign
            ? ledger.Assign(terms, ask.Addresses, ask.Request)
            : ledger.Allocate(terms, ask.Request);
        _pools[pool.Name] = (pool, next);
        return answer;
    }

    /// <summary>The Service has nothing of the pool any more; when it is gone, the pool may keep it for its return.</summary>
    private bool Leave(string pool, ServiceKey service, bool isGone)
    {
        if (isGone
            && _pools.TryGetValue(pool, out var state)
            && _view.PoolPolicies.GetValueOrDefault(pool) is { } policy
            && policy.HoldFor > TimeSpan.Zero)
        {
            _pools[pool] = (state.Learned, state.Ledger.HoldFor(service, _now + policy.HoldFor));
        }

        return Settle(pool, service, []);
    }

    private bool Settle(string pool, ServiceKey service, ImmutableArray<Address> addresses)
    {
        if (!_pools.TryGetValue(pool, out var state))
        {
            return false;
        }

        var next = state.Ledger.Settle(service, addresses);
        _pools[pool] = (state.Learned, next);
        return !ReferenceEquals(next, state.Ledger);
    }

    private ImmutableSortedSet<string> Forget(IReadOnlyCollection<ServiceKey> gone)
    {
        var freedIn = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var key in gone)
        {
            freedIn.UnionWith(_pools.Keys.ToList().Where(pool => Leave(pool, key, isGone: true)));
            _stories.Remove(key);
        }

        return freedIn.ToImmutable();
    }

    /// <summary>Who edits a Service edits neither its status nor what the silo noted beside it.</summary>
    private ServiceView WithPresentStatus(ServiceView put)
    {
        if (!_services.TryGetValue(put.Key, out var present))
        {
            return put;
        }

        return put with
        {
            IngressIPs = present.IngressIPs,
            Annotations = present.Annotations.TryGetValue(ServiceAnnotations.AllocatedFromPool, out var pool)
                ? put.Annotations.SetItem(ServiceAnnotations.AllocatedFromPool, pool)
                : put.Annotations,
        };
    }
}
