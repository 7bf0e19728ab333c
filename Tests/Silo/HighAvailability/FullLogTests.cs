using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;
using LabCommand = MetalOrleans.Lab.Processes.CommandLine;

namespace MetalOrleans.Tests.Silo.HighAvailability;

/// <summary>Silo and agent, the real programs, with a standard output that takes nothing: they go on, count it, and say so once they can.</summary>
[Trait("Needs", "Root")]
public sealed class FullLogTests
{
    // Runs the rest of the command line with its output in the file that comes first.
    private const string Redirect = "file=$1; shift; exec \"$@\" >>\"$file\"";

    private const string Service =
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "NAME", "namespace": "default"},
         "spec": {"type": "LoadBalancer", "ports": [{"port": 80, "protocol": "TCP"}]}}
        """;

    private const string Pool =
        """
        {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool", "metadata": {"name": "pool", "namespace": "metallb-system"},
         "spec": {"addresses": ["192.168.1.240-192.168.1.250"]}}
        """;

    [RootFact("curl", "mount")]
    public async Task A_silo_whose_log_is_on_a_full_disk_goes_on_and_says_how_many_lines_are_lost_once_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync();
        await using var lab = await NetworkLab.CreateAsync("full", default);
        var machine = await lab.AddMachineAsync("silo", default);
        var directory = Path.Combine(lab.Directory, "state");
        var log = Path.Combine(disk.Directory, "silo.log");
        await File.WriteAllTextAsync(log, "");
        disk.Fill();
        var silo = lab.Start(
            "silo",
            new LabCommand(
                "sh", ["-c", Redirect, "sh", log, ClusterPrograms.BuiltWith(AppContext.BaseDirectory).EnsureExist().Silo,
                    "--standalone", directory, "--agent-listen", "127.0.0.1:7443", "--log-format", "json"]),
            machine);
        await CurlAsync(machine, "--retry", "60", "--retry-delay", "1", "--retry-all-errors", "http://127.0.0.1:17472/readyz");

        await PostAsync(machine, directory, "/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools", Pool);
        await PostAsync(machine, directory, "/api/v1/namespaces/default/services", Service.Replace("NAME", "first", StringComparison.Ordinal));
        await AddressedAsync(machine, directory, "first", "192.168.1.240");
        Assert.Equal("", await File.ReadAllTextAsync(log));
        Assert.True(await LostAsync(machine) > 0);

        disk.Empty();
        await PostAsync(machine, directory, "/api/v1/namespaces/default/services", Service.Replace("NAME", "second", StringComparison.Ordinal));
        await AddressedAsync(machine, directory, "second", "192.168.1.241");

        var lost = await LostAsync(machine);
        silo.Signal(UnixSignal.Terminate);
        Assert.Equal(0, await silo.Exited.WithinAsync("stopping", "silo", "its end"));
        var lines = (await File.ReadAllTextAsync(log)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains($"{lost} lines of the log before this one are lost", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("default/second", StringComparison.Ordinal));
    }

    [RootFact("curl")]
    public async Task An_agent_whose_log_takes_nothing_answers_on()
    {
        await using var lab = await AgentLab.CreateAsync();
        var agent = lab.Start(
            lab.Node.Host, "agent", "sh", "-c", Redirect, "sh", "/dev/full", AgentLab.Program,
            "--node-name", "node", "--silo", $"127.0.0.1:{lab.Silo.Port}", "--insecure", "--log-level", "debug");
        var session = await lab.Silo.AcceptAsync();
        await session.GreetAsync(Order(AgentLab.Announced));

        Assert.Equal(lab.Node.Mac, (await lab.Station.ResolveAsync(AgentLab.Announced)).Source);
        await session.WithdrawAsync(AgentLab.Announced, epoch: 2);
        await session.AnnounceAsync(Order("192.0.2.11"));
        Assert.Equal(lab.Node.Mac, (await lab.Station.ResolveAsync("192.0.2.11")).Source);
        Assert.True(await LostAsync(lab.Node.Host) > 0);
        agent.Signal(UnixSignal.Terminate);
        Assert.Equal(0, await agent.Exited.WithinAsync("stopping", "agent", "its end"));
    }

    private static async Task<long> LostAsync(LabNamespace machine)
    {
        const string Series = "metalorleans_log_lines_lost_total ";
        var metrics = await CurlAsync(machine, "http://127.0.0.1:7472/metrics");
        return long.Parse(
            metrics.Split('\n').Single(line => line.StartsWith(Series, StringComparison.Ordinal))[Series.Length..],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task<string> PostAsync(LabNamespace machine, string directory, string path, string body) => CurlAsync(
        machine, "-k", "-H", $"Authorization: Bearer {Token(directory)}", "-H", "Content-Type: application/json",
        "--data-binary", body, "https://127.0.0.1:6443" + path);

    /// <summary>Asks until the Service has its address.</summary>
    private static async Task AddressedAsync(LabNamespace machine, string directory, string name, string address)
    {
        using var deadline = new CancellationTokenSource(TestTimeouts.Default);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!(await CurlAsync(
            machine, "-k", "-H", $"Authorization: Bearer {Token(directory)}", "https://127.0.0.1:6443/api/v1/namespaces/default/services/" + name))
            .Contains($"\"{address}\"", StringComparison.Ordinal))
        {
            await again.WaitForNextTickAsync(deadline.Token);
        }
    }

    private static string Token(string directory) => File.ReadAllText(StateDirectories.ApiToken(directory)).Trim();

    private static async Task<string> CurlAsync(LabNamespace machine, params string[] arguments) =>
        (await machine.Inside(new LabCommand("curl", ["-fsS", "--max-time", "60", .. arguments])).RunAsync(default)).EnsureSucceeded().Output;
}
