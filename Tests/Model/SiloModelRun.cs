using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.Tests.Silo.Support;

namespace MetalOrleans.Tests.Model;

/// <summary>
/// Random people and a misbehaving API server against a whole silo that is killed at any moment, also between an allocation and
/// the write of its status.
/// </summary>
internal sealed class SiloModelRun(int seed) : IAsyncDisposable
{
    private readonly ModelDice _dice = new(seed);
    private readonly ModelWorld _world = new();
    private readonly ModelRest _rest = new();
    private readonly FaultPlan _faults = new();
    private readonly List<string> _told = [];
    private EmbeddedApiServer _server = null!;
    private HostedSilo _silo = null!;
    private ModelApi _people = null!;

    public async Task RunAsync(int steps)
    {
        _server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [], Faults = _faults }, default);
        _silo = await HostedSilo.StartAsync(_server);
        _people = new ModelApi(_silo.NewClient());
        await ApplyAsync(new ModelEdit { Namespace = "blue", Team = "x" });
        await ApplyAsync(new ModelEdit { Namespace = "red", Team = "y" });
        for (var step = 0; step < steps; step++)
        {
            await StepAsync();
        }

        await ComeToRestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _faults.Clear();
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task StepAsync()
    {
        switch (_dice.Next(100))
        {
            case < 74:
                foreach (var edit in _dice.Edits(_world))
                {
                    await ApplyAsync(edit);
                }

                break;
            case < 84:
                Misbehave();
                break;
            case < 92:
                await ComeToRestAsync();
                break;
            case < 95:
                await RestartAsync();
                break;
            case < 98:
                Tell("the silo dies at its next status write");
                _silo.Connection.CutAtNextStatusWrite(_dice.Chance(0.5));
                break;
            default:
                Tell("watches end, history is forgotten");
                _server.ForgetHistory();
                _server.EndWatches();
                break;
        }
    }

    private async Task ApplyAsync(ModelEdit edit)
    {
        Tell(edit.ToString());
        _world.Apply(edit);
        _rest.Observe(_world);
        await _people.ApplyAsync(_world.Normalize(edit));
    }

    /// <summary>Faults that concern the silo and not the people, who have no status to write and watch nothing.</summary>
    private void Misbehave()
    {
        var fault = _dice.Next(8) switch
        {
            0 => new Fault { Verb = "update", Resource = "services", Subresource = "status", Status = 409, Count = 1 + _dice.Next(3) },
            1 => new Fault { Verb = "update", Resource = "services", Subresource = "status", Status = 429 },
            2 => new Fault { Verb = "update", Resource = "services", Subresource = "status", Status = 500, Count = 1 + _dice.Next(2) },
            3 => new Fault { Verb = "update", Resource = "services", Subresource = "status", DropAfterWork = true },
            4 => new Fault { Verb = "update", Resource = "services", Subresource = "status", DropConnection = true },
            5 => new Fault { Verb = "watch", Resource = _dice.Pick(["services", "ipaddresspools", "namespaces"]), ReplayHistory = true },
            6 => new Fault { Verb = "watch", Resource = "services", ExpireAfterEvents = _dice.Next(4) },
            _ => new Fault { Verb = "watch", Resource = _dice.Pick(["services", "ipaddresspools"]), DropAfterEvents = _dice.Next(4) },
        };
        Tell($"fault {fault.Verb} {fault.Resource} {fault.Status} {(fault.ReplayHistory ? "replay" : "")}");
        _faults.Add(fault);
        if (fault.Verb == "watch")
        {
            _server.EndWatches();
        }
    }

    private async Task RestartAsync()
    {
        Tell("the silo is killed");
        await _silo.KillAsync();
        _rest.Restart(_world, await _people.StatusesAsync(_world));
        _silo = await HostedSilo.StartAsync(_server);
    }

    private async Task ComeToRestAsync()
    {
        await SettleAsync();
        Tell("at rest");
        var statuses = await _people.StatusesAsync(_world);
        AssertNone(_world.WrongAtRest(statuses, _rest.Kept));
        _rest.Begin(_world, statuses);
        if (_dice.Chance(0.3))
        {
            await AssertThatANewSiloWritesNothingAsync();
        }
    }

    /// <summary>Invariant 10, and adoption: who takes over finds everything as it should be.</summary>
    private async Task AssertThatANewSiloWritesNothingAsync()
    {
        var before = await _people.VersionsAsync();
        await RestartAsync();
        await SettleAsync();
        var after = await _people.VersionsAsync();
        AssertNone(after.Where(entry => before[entry.Key] != entry.Value).Select(entry => $"{entry.Key} was written by a new silo, unasked"));
    }

    private async Task SettleAsync()
    {
        _faults.Clear();
        try
        {
            while (true)
            {
                if (_silo.Connection.IsCut)
                {
                    await RestartAsync();
                }

                // A silo that is to die at its next write may do so now.
                await _silo.ComeToRestAsync();
                if (!_silo.Connection.IsCut)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Seed {seed}: no rest.\n{Story}");
        }
    }

    private string Story => string.Join('\n', _told.TakeLast(150));

    private void Tell(string what) => _told.Add(what);

    private void AssertNone(IEnumerable<string> wrong)
    {
        var list = wrong.ToList();
        Assert.True(list.Count == 0, $"Seed {seed}: {string.Join("; ", list)}\n{Story}");
    }
}
