using System.Collections.Concurrent;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Networks;

/// <summary>
/// Machines, switches, cables and programs in network namespaces. Nothing of it touches the machine's own network,
/// and all of it is gone after <see cref="DisposeAsync"/>; what a killed lab left, the next one removes first.
/// </summary>
public sealed class NetworkLab : IAsyncDisposable
{
    private readonly LabJournal _journal;
    private readonly ConcurrentQueue<string> _namespaces = new();
    private readonly ConcurrentQueue<LabProcess> _processes = new();

    private NetworkLab(LabJournal journal) => _journal = journal;

    /// <summary>Unique on the machine while the lab runs; the namespaces' names begin with it.</summary>
    public string Name => _journal.Name;

    /// <summary>A scratch directory that only root may read, removed with the lab.</summary>
    public string Directory => _journal.Directory;

    /// <summary>Removes what earlier labs left and claims a name made of <paramref name="purpose"/>.</summary>
    public static async Task<NetworkLab> CreateAsync(string purpose, CancellationToken cancellationToken)
    {
        await LabLeftovers.RemoveAsync(cancellationToken);
        return new NetworkLab(LabJournal.Claim(purpose));
    }

    public async Task<LabNamespace> AddMachineAsync(string name, CancellationToken cancellationToken)
    {
        var fullName = $"{Name}-{name}";
        _journal.Write(new LabRecord.Namespace(fullName));
        _namespaces.Enqueue(fullName);
        return await LabNamespace.CreateAsync(name, fullName, cancellationToken);
    }

    public async Task<LabSwitch> AddSwitchAsync(string name, CancellationToken cancellationToken) =>
        await LabSwitch.CreateAsync(await AddMachineAsync(name, cancellationToken), cancellationToken);

    /// <summary>
    /// Plugs a machine into a switch. Addresses carry their prefix length; IPv6 addresses are usable at once.
    /// </summary>
    public Task<LabLink> ConnectAsync(
        LabNamespace machine, string @interface, IEnumerable<string> addresses, LabSwitch @switch, CancellationToken cancellationToken) =>
        LabLink.CreateAsync(machine, @interface, [.. addresses], @switch, cancellationToken);

    /// <summary>
    /// Starts a program inside a machine, or outside of all when that is null; the lab ends it at the latest. Each line
    /// that it writes is told to <paramref name="heard"/>, on the thread that reads it.
    /// </summary>
    public LabProcess Start(string name, CommandLine command, LabNamespace? machine, Action<string>? heard = null)
    {
        ArgumentNullException.ThrowIfNull(command);

        var process = new LabProcess(
            name, machine?.Inside(command) ?? command, Path.GetFileName(command.File), Path.Combine(Directory, name + ".log"), heard);
        _journal.Write(new LabRecord.Process(process.Identity));
        _processes.Enqueue(process);
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask()));
        foreach (var name in _namespaces.Where(LabNamespace.Exists))
        {
            // Not cancellable: once begun, nothing may stay behind.
            await LabNamespace.DeleteAsync(name, CancellationToken.None);
        }

        _journal.Remove();
        _journal.Dispose();
    }
}
