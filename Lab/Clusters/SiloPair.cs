using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Clusters;

/// <summary>Two silos of which one leads and the other stands by, each in a process of its own.</summary>
/// <remarks>Who was told to serve agents last is the leader: both say so in their logs.</remarks>
public sealed class SiloPair(Func<int, LabProcess> start)
{
    private readonly LabProcess?[] _silos = new LabProcess?[2];

    /// <summary>The silo that leads, or led last.</summary>
    public LabProcess Leader { get; private set; } = null!;

    /// <summary>Starts both, and returns when one leads and the other stands by.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Leader = _silos[0] = start(0);
        await Leader.WaitForLineAsync(LabCluster.SaysServing, cancellationToken);
        await StandByAsync(cancellationToken);
    }

    /// <summary>Starts the silo that ended, and returns when it stands by.</summary>
    public async Task StandByAsync(CancellationToken cancellationToken)
    {
        for (var number = 0; number < _silos.Length; number++)
        {
            if (_silos[number] is null || _silos[number]!.Exited.IsCompleted)
            {
                var silo = _silos[number] = start(number);
                await silo.WaitForLineAsync(SaysStandingBy, cancellationToken);
            }
        }
    }

    /// <summary>Asks the leader to end, and returns when the other serves agents.</summary>
    public Task StopLeaderAsync(CancellationToken cancellationToken) => HandOverAsync(leader => leader.StopAsync(), cancellationToken);

    /// <summary>Kills the leader, and returns when it is gone; <paramref name="taken"/> completes when the other serves agents.</summary>
    public Task KillLeaderAsync(CancellationToken cancellationToken, out Task taken)
    {
        var leader = Leader;
        taken = TakenOverAsync(leader, cancellationToken);
        return leader.KillAsync();
    }

    private async Task HandOverAsync(Func<LabProcess, Task> end, CancellationToken cancellationToken)
    {
        var leader = Leader;
        var taken = TakenOverAsync(leader, cancellationToken);
        await Task.WhenAll(end(leader), taken);
    }

    private async Task TakenOverAsync(LabProcess leader, CancellationToken cancellationToken)
    {
        var other = _silos.Single(silo => silo is not null && silo != leader)!;
        await other.WaitForLineAsync(LabCluster.SaysServing, cancellationToken);
        Leader = other;
    }

    private static bool SaysStandingBy(string line) => line.Contains("standing by for the lease", StringComparison.Ordinal);
}
