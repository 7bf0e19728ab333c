using System.Collections.Immutable;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Services;

/// <summary>
/// Plays the pools of a convergence: answers its questions from ledgers and does what its outcome says.
/// </summary>
internal sealed class ConvergenceHarness(params AddressPool[] pools)
{
    private readonly Dictionary<string, PoolLedger> _ledgers = [];
    private readonly Dictionary<ServiceKey, ImmutableSortedSet<string>> _pools = [];
    private readonly List<string> _asked = [];

    public ClusterView View { get; set; } = Given.View(pools);

    /// <summary>The time, as far as holds go.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>The questions of the last pass, as <c>pool: addresses or families</c>.</summary>
    public List<string> Questions { get; } = [];

    public ConvergenceOutcome Converge(ServiceView service) => Converge(service, []);

    /// <summary>A pass of a Service grain, which remembers every pool that it asked and that has not released since.</summary>
    public ConvergenceOutcome ConvergeRemembering(ServiceView service)
    {
        var outcome = Converge(service, _pools.GetValueOrDefault(service.Key, []));
        _pools[service.Key] = _pools.GetValueOrDefault(service.Key, []).Union(_asked).Except(outcome.Releases);
        return outcome;
    }

    public ConvergenceOutcome Converge(ServiceView service, ImmutableSortedSet<string> heldIn)
    {
        Questions.Clear();
        _asked.Clear();
        var step = ServiceConvergence.Begin(service, View, heldIn);
        while (step is AskPool question)
        {
            var asked = question.IsAssign
                ? string.Join(' ', question.Addresses)
                : string.Join(' ', question.Request.Families);
            _asked.Add(question.Pool);
            Questions.Add($"{question.Pool}: {asked}");
            step = ServiceConvergence.Next(question, Answer(question));
        }

        var outcome = Assert.IsType<ConvergenceOutcome>(step);
        foreach (var pool in outcome.Releases)
        {
            _ledgers[pool] = Ledger(pool).Release(service.Key);
        }

        if (outcome.Pool is { } holder)
        {
            _ledgers[holder] = Ledger(holder).Settle(service.Key, outcome.Addresses);
        }

        return outcome;
    }

    /// <summary>The Service is gone: every pool keeps what it had for a time.</summary>
    public void Forget(ServiceKey service, TimeSpan holdFor)
    {
        foreach (var pool in _ledgers.Keys.ToList())
        {
            _ledgers[pool] = Ledger(pool).HoldFor(service, Now + holdFor).Release(service);
        }
    }

    /// <summary>The Service as it stands after a pass.</summary>
    public ServiceView Settle(ServiceView service) => Apply(service, Converge(service));

    public PoolLedger Ledger(string pool) => _ledgers.GetValueOrDefault(pool, PoolLedger.Empty);

    public static ServiceView Apply(ServiceView service, ConvergenceOutcome outcome) => service with
    {
        IngressIPs = outcome.IngressIPs,
        Annotations = outcome.AnnotationChanges.Aggregate(
            service.Annotations,
            (annotations, change) => change.Value is { } value
                ? annotations.SetItem(change.Key, value)
                : annotations.Remove(change.Key)),
    };

    private AllocationResult Answer(AskPool question)
    {
        var pool = View.Pools[question.Pool];
        var ledger = Ledger(pool.Name).Under(View, pool, Now);
        var terms = PoolTerms.For(View, pool, question.Request.Service.Namespace);
        var (result, next) = question.IsAssign
            ? ledger.Assign(terms, question.Addresses, question.Request)
            : ledger.Allocate(terms, question.Request);
        _ledgers[pool.Name] = next;
        return result;
    }
}
