using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Services;
using MetalOrleans.Grains.Services;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Tests.Grains.Support;

namespace MetalOrleans.Tests.Model;

/// <summary>
/// Random people, watches and failures against the grains: Services are passed over in any order, from fresh or stale versions,
/// their writes conflict, fail or lose their answer, and the silo dies at any point.
/// </summary>
internal sealed class GrainModelRun(int seed) : IAsyncDisposable
{
    private readonly ModelDice _dice = new(seed);
    private readonly ModelWorld _world = new();
    private readonly ModelRest _rest = new();
    private readonly FakeServices _api = new();
    private readonly Dictionary<string, List<(ModelService Asked, ServiceView View)>> _history = [];
    private readonly Dictionary<string, ModelService> _terms = [];
    private readonly Dictionary<string, ReconciliationOutcome> _ends = [];
    private Dictionary<string, string[]> _before = [];
    private readonly SortedSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly Queue<string> _told = new();
    private ClusterView _view = ClusterView.Empty;
    private GrainHost _host = null!;

    /// <summary>The last things that happened.</summary>
    public string Story => string.Join('\n', _told);

    public async Task RunAsync(int steps)
    {
        _host = await GrainHost.StartAsync(_view, known: _api);
        for (var step = 0; step < steps; step++)
        {
            await StepAsync();
            AssertNothingWasGivenTwice();
            if (_dice.Chance(0.04))
            {
                await ComeToRestAsync();
            }
        }

        await ComeToRestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>
    /// Invariant 1, at every moment: who gets an address shares it with all whose status shows it, on the terms that they had or
    /// have by now. Who edits two Services that share an address makes them disagree; that is not given twice.
    /// </summary>
    private void AssertNothingWasGivenTwice()
    {
        var statuses = Statuses();
        AssertNone(
            from status in statuses
            from address in status.Value.Except(_before.GetValueOrDefault(status.Key, []))
            from other in statuses
            where other.Key != status.Key && other.Value.Contains(address)
            let service = _terms.GetValueOrDefault(status.Key, _world.Services[status.Key])
            where !service.MayShareWith(_terms.GetValueOrDefault(other.Key, _world.Services[other.Key]))
                && !service.MayShareWith(_world.Services[other.Key])
            select $"{address} of {other.Key} was given to {status.Key}");
        _before = statuses;
    }

    private async Task StepAsync()
    {
        switch (_dice.Next(100))
        {
            case < 14:
                Put(_dice.Service());
                break;
            case < 32 when _world.Services.Count > 0:
                Put(_dice.Edit(_dice.Pick([.. _world.Services.Values])));
                break;
            case < 37 when _world.Services.Count > 0:
                Delete(_dice.Pick([.. _world.Services.Keys]));
                break;
            case < 50:
                Configure();
                break;
            case < 53:
                await RestartAsync();
                break;
            case < 60:
                await PassOverAStaleOneAsync();
                break;
            default:
                await PassOverSomeAsync();
                break;
        }
    }

    private void Put(ModelService service)
    {
        var isNew = !_world.Services.ContainsKey(service.Key);
        service = _world.Normalize(new ModelEdit { Service = service }).Service!;
        Tell($"put {service}");
        _world.Services[service.Key] = service;
        var view = ModelMapping.ToView(service);
        if (!isNew)
        {
            var stored = _api[view.Key];
            view = view with
            {
                IngressIPs = stored.IngressIPs,
                Annotations = stored.Annotations.TryGetValue(ServiceAnnotations.AllocatedFromPool, out var pool)
                    ? view.Annotations.Add(ServiceAnnotations.AllocatedFromPool, pool)
                    : view.Annotations,
            };
        }

        _api.Put(view);
        Remember(service.Key);
        _dirty.Add(service.Key);
        _rest.Observe(_world);
    }

    private void Delete(string key)
    {
        Tell($"delete {key}");
        _world.Services.Remove(key);
        _api.Delete(ServiceKey.Parse(key));
        _history.Remove(key);
        _terms.Remove(key);
        _dirty.Add(key);
        _rest.Observe(_world);
    }

    private void Configure()
    {
        switch (_dice.Next(10))
        {
            case < 6 when _dice.Pool(_world) is { } pool:
                Tell($"pool {pool}");
                _world.Pools[pool.Name] = pool;
                break;
            case < 7 when _world.Pools.Count > 0:
                var gone = _dice.Pick([.. _world.Pools.Keys]);
                Tell($"no pool {gone}");
                _world.Pools.Remove(gone);
                break;
            case < 9 when _dice.HandOver(_world) is { } handOver:
                Tell($"no pool {handOver.Gone}, its addresses in {handOver.Taking}");
                _world.Pools.Remove(handOver.Gone);
                _world.Pools[handOver.Taking.Name] = handOver.Taking;
                break;
            default:
                var (name, team) = (_dice.Namespace(), _dice.Team());
                Tell($"namespace {name} of team {team}");
                _world.Namespaces[name] = team;
                break;
        }

        _rest.Observe(_world);
        var (accepted, _) = ConfigurationReview.ReviewPools(_world.Pools.Values.Select(ModelMapping.ToSpec));
        _view = _view.WithPools(accepted).WithNamespaces(_world.Namespaces.Select(
            entry => KeyValuePair.Create(entry.Key, ImmutableDictionary<string, string>.Empty.Add("team", entry.Value))));
        _host.Views.Current = _view;
        _dirty.UnionWith(_world.Services.Keys);
    }

    private async Task RestartAsync()
    {
        Tell("the silo dies");
        await _host.DisposeAsync();
        _host = await GrainHost.StartAsync(_view, known: _api);
        _rest.Restart(_world, Statuses());
        _dirty.UnionWith(_world.Services.Keys);
        _dirty.IntersectWith(_world.Services.Keys);
    }

    /// <summary>A watch says again what it said before; who shares on which terms is not told anew (see <see cref="Remember"/>).</summary>
    private async Task PassOverAStaleOneAsync()
    {
        if (_history.Count > 0 && _dice.Pick([.. _history.Keys]) is var key && _world.Services.TryGetValue(key, out var service))
        {
            var stale = _history[key].Where(version => version.Asked.Ports.SequenceEqual(service.Ports)
                && version.Asked.SharingKey == service.SharingKey && version.Asked.IsLocal == service.IsLocal).ToList();
            if (stale.Count > 0)
            {
                await PassAsync(key, _dice.Pick(stale).View);
                _dirty.Add(key);
            }
        }
    }

    private async Task PassOverSomeAsync()
    {
        for (var count = 1 + _dice.Next(4); count > 0 && _dirty.Count > 0; count--)
        {
            var key = _dice.Pick([.. _dirty]);
            if (_dice.Chance(0.1))
            {
                _api.NextOutcomes.Enqueue(_dice.Pick([StatusWriteOutcome.Conflict, StatusWriteOutcome.Failed]));
            }

            _api.LosesNextAnswer = _dice.Chance(0.06);
            await PassAsync(key, fresh: null);
            _api.NextOutcomes.Clear();
            _api.LosesNextAnswer = false;
        }
    }

    /// <summary>What the silo's controller does with one Service, and what a silo that dies in between leaves undone.</summary>
    private async Task PassAsync(string key, ServiceView? fresh)
    {
        var grain = _host.Grains.GetGrain<IServiceGrain>(key);
        _dirty.Remove(key);
        if (!_world.Services.TryGetValue(key, out var service))
        {
            Wake(await grain.ForgetAsync(default));
            return;
        }

        var view = fresh ?? _api[ServiceKey.Parse(key)];
        if (_dice.Chance(0.2))
        {
            await grain.DecideAsync(view, default);
        }

        var result = await grain.ReconcileAsync(view, ServiceEndpoints.None, default);
        Tell($"pass over {key}{(fresh is null ? "" : " (stale)")}: {result.Outcome} {string.Join(',', result.Addresses)} {result.Message}");
        Remember(key);
        if (result.Outcome is ReconciliationOutcome.Conflict or ReconciliationOutcome.WriteFailed)
        {
            _dirty.Add(key);
        }
        else if (fresh is null)
        {
            _terms[key] = service;
            _ends[key] = result.Outcome;
        }

        Wake(result.FreedIn);
    }

    private void Wake(ImmutableSortedSet<string> freedIn)
    {
        if (!freedIn.IsEmpty)
        {
            _dirty.UnionWith(_world.Services.Keys);
        }
    }

    private async Task ComeToRestAsync()
    {
        var passes = 0;
        while (_dirty.Count > 0)
        {
            Assert.True(++passes < 5000, $"No rest after {passes} passes.\n{Story}");
            await PassAsync(_dice.Pick([.. _dirty]), fresh: null);
        }

        Tell("at rest");
        var statuses = Statuses();
        AssertNone(_world.WrongAtRest(statuses, _rest.Kept));
        AssertNone(
            from service in _world.Services.Values
            let isRefused = _ends[service.Key] == ReconciliationOutcome.Refused
            where isRefused != (service.IsLoadBalancer && statuses[service.Key].Length == 0)
            select $"{service} has {string.Join(',', statuses[service.Key])} and was {_ends[service.Key]}");
        await AssertThatRepeatingWritesNothingAsync();
        _rest.Begin(_world, statuses);
    }

    /// <summary>Invariant 10. Why somebody is refused may have changed since it was last told; after that there is nothing to tell.</summary>
    private async Task AssertThatRepeatingWritesNothingAsync()
    {
        var writes = _api.Writes;
        await RepeatAsync();
        var events = _api.Events.Count;
        await RepeatAsync();
        AssertNone(writes == _api.Writes && events == _api.Events.Count
            ? []
            : [$"repeating wrote {_api.Writes - writes} statuses and {_api.Events.Count - events} events"]);

        async Task RepeatAsync()
        {
            foreach (var key in _world.Services.Keys)
            {
                await PassAsync(key, fresh: null);
            }
        }
    }

    private Dictionary<string, string[]> Statuses() => _world.Services.Keys.ToDictionary(
        key => key, key => _api[ServiceKey.Parse(key)].IngressIPs.ToArray());

    /// <summary>Versions that a watch may repeat. What was written is on the terms of the version that it was based on.</summary>
    private void Remember(string key)
    {
        if (!_history.TryGetValue(key, out var versions))
        {
            _history[key] = versions = [];
        }

        var now = (_world.Services[key], _api[ServiceKey.Parse(key)]);
        if (versions.Count == 0 || versions[^1].View.ResourceVersion != now.Item2.ResourceVersion)
        {
            if (versions.Count > 0 && !versions[^1].View.IngressIPs.SequenceEqual(now.Item2.IngressIPs))
            {
                _terms[key] = now.Item1;
            }

            versions.Add(now);
        }
    }

    private void Tell(string what)
    {
        _told.Enqueue(what);
        if (_told.Count > 200)
        {
            _told.Dequeue();
        }
    }

    private void AssertNone(IEnumerable<string> wrong)
    {
        var list = wrong.ToList();
        Assert.True(list.Count == 0, $"Seed {seed}: {string.Join("; ", list)}\n{Story}");
    }
}
