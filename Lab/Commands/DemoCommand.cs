using System.CommandLine;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab demo</c>: the whole of it on this machine.</summary>
internal static class DemoCommand
{
    private const int NodeCount = 3;

    /// <summary>Where a Kubernetes API server is looked for first.</summary>
    private const int PreferredApiPort = 6443;

    public static Command Create()
    {
        var programs = new ProgramOptions();
        var manifests = new Option<string>("--manifests")
        {
            Description = "The directory with the tutorial's YAML.",
            DefaultValueFactory = _ => "demo",
        };
        var once = new Option<bool>("--once") { Description = "Run to the end, remove everything, and tell by the exit code." };
        var command = new Command("demo", "Nodes, a client and kubectl: a Service gets an address and survives a crash.")
        {
            programs.Silo, programs.Agent, manifests, once,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            programs.Read(parsed), parsed.GetRequiredValue(manifests), parsed.GetValue(once), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ClusterPrograms programs, string manifests, bool once, CancellationToken cancellationToken)
    {
        var screen = DemoScreen.Open(TimeProvider.System);
        LabCluster? cluster = null;
        try
        {
            cluster = await LabCluster.CreateAsync("demo", NodeCount, programs, PreferredApiPort, cancellationToken);
            var story = new DemoStory(cluster, screen, manifests, TimeProvider.System);
            await story.TellAsync(cancellationToken);
            if (!once)
            {
                story.Invite();
                await LabInvocation.UntilStoppedAsync(cancellationToken);
            }

            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Say("Stopped; removing the lab.");
            return once ? 1 : 0;
        }
        catch (Exception failure) when (failure
            is DemoFailedException or CommandFailedException or InvalidOperationException or IOException)
        {
            screen.Failure(failure.Message);
            Explain(cluster, screen, failure.Message);
            return 1;
        }
        finally
        {
            if (cluster is not null)
            {
                await cluster.DisposeAsync();
            }
        }
    }

    /// <summary>Shows what our programs wrote last, except what the failure itself tells already.</summary>
    private static void Explain(LabCluster? cluster, DemoScreen screen, string told)
    {
        LabProcess?[] programs = cluster is null ? [] : [cluster.Silo, .. cluster.Nodes.Select(node => node.Agent)];
        foreach (var tail in programs.OfType<LabProcess>().Select(program => program.DescribeTail()))
        {
            if (!told.Contains(tail, StringComparison.Ordinal))
            {
                screen.Say(tail);
            }
        }
    }
}
