using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Networks;

/// <summary>Removes what killed labs left behind: exactly what their journals name.</summary>
public static class LabLeftovers
{
    /// <summary>Removes all leftovers of labs that no longer run, and tells what they were.</summary>
    public static async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        foreach (var journal in LabJournal.OpenLeftovers())
        {
            using (journal)
            {
                await RemoveAsync(journal, removed, cancellationToken);
            }
        }

        return removed;
    }

    private static async Task RemoveAsync(LabJournal journal, List<string> removed, CancellationToken cancellationToken)
    {
        var records = journal.ReadAll();
        var sameBoot = records.OfType<LabRecord.Boot>().Any(boot => boot.Id == LabJournal.ReadBootId());
        var killed = records.OfType<LabRecord.Process>()
            .Where(record => sameBoot && record.Identity.Signal(UnixSignal.Kill)).Select(record => record.Identity).ToList();
        foreach (var process in killed)
        {
            await GoneAsync(process, cancellationToken);
            removed.Add($"process {process.Program} ({process.Id}) of lab {journal.Name}");
        }

        foreach (var record in records.OfType<LabRecord.Namespace>())
        {
            if (LabNamespace.Exists(record.Name))
            {
                await LabNamespace.DeleteAsync(record.Name, cancellationToken);
                removed.Add($"namespace {record.Name}");
            }
        }

        journal.Remove();
    }

    /// <summary>A killed process lives on until the kernel has had the time to end it.</summary>
    private static async Task GoneAsync(ProcessIdentity process, CancellationToken cancellationToken)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        while (process.IsAlive() && await again.WaitForNextTickAsync(cancellationToken))
        {
            // Looks again.
        }
    }
}
