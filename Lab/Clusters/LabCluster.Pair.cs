using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Clusters;

public sealed partial class LabCluster
{
    private const string SecondSiloAddress = "10.255.0.2";
    private const int FirstHealthPort = 17472;

    /// <summary>Two silos instead of one; null where there is one.</summary>
    public SiloPair? Pair { get; private set; }

    /// <summary>Starts two silos that share a lease on the API server, which must have been started apart.</summary>
    public async Task StartPairAsync(CancellationToken cancellationToken)
    {
        Pair = new SiloPair(StartReplica);
        await Pair.StartAsync(cancellationToken);
    }

    private LabProcess StartReplica(int number) => Lab.Start(
        $"silo-{number + 1}",
        new CommandLine(
            _programs.Silo,
            [
                "--kubeconfig", Api!.Configuration, "--state-dir", StateDirectory, "--pod-name", $"silo-{number + 1}",
                "--agent-listen", $"{(number == 0 ? SiloAddress : SecondSiloAddress)}:{AgentPort}",
                "--health-probe-port", $"{FirstHealthPort + number}", "--port", "0", "--plan-port", "0", .. SiloOptions,
            ])
        {
            Environment = ProgramEnvironment,
        },
        SiloMachine);
}
