using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Lab.Networks;

[Trait("Needs", "Root")]
public sealed class NetworkLabTests
{
    [RootFact("ping")]
    public async Task Joins_machines_by_a_switch_in_both_families_at_once()
    {
        await using var lab = await NetworkLab.CreateAsync("labtest", default);
        var (left, right, _) = await JoinAsync(lab);

        Assert.True((await PingAsync(left, "10.9.0.2")).Succeeded);
        Assert.True((await PingAsync(right, "2001:db8:9::1")).Succeeded);
    }

    [RootFact("ping")]
    public async Task Cuts_and_heals_a_cable_with_and_without_losing_the_carrier()
    {
        await using var lab = await NetworkLab.CreateAsync("labtest", default);
        var (left, right, cable) = await JoinAsync(lab);

        await cable.CutAsync(default);
        Assert.Equal("0", await ReadCarrierAsync(right));
        Assert.False((await PingAsync(left, "10.9.0.2", patience: 1)).Succeeded);

        await cable.HealAsync(default);
        Assert.True((await PingAsync(left, "10.9.0.2")).Succeeded);

        await cable.BlackholeAsync(default);
        Assert.Equal("1", await ReadCarrierAsync(right));
        Assert.False((await PingAsync(left, "10.9.0.2", patience: 1)).Succeeded);

        await cable.HealAsync(default);
        Assert.True((await PingAsync(left, "2001:db8:9::2")).Succeeded);
    }

    [RootFact]
    public async Task Leaves_nothing_behind_and_reads_the_output_of_its_programs()
    {
        LabProcess program;
        string machine, directory;
        await using (var lab = await NetworkLab.CreateAsync("labtest", default))
        {
            var home = await lab.AddMachineAsync("home", default);
            (machine, directory) = (home.FullName, lab.Directory);
            program = lab.Start("sleeper", new CommandLine("sh", ["-c", "ip -br link; echo ready; exec sleep 600"]), home);
            await program.WaitForLineAsync(line => line == "ready", default);

            Assert.True(LabNamespace.Exists(machine));
            Assert.Contains("lo ", await File.ReadAllTextAsync(program.LogPath), StringComparison.Ordinal);
        }

        Assert.True(program.Exited.IsCompleted);
        Assert.False(LabNamespace.Exists(machine));
        Assert.False(Directory.Exists(directory));
    }

    [RootFact]
    public async Task Says_what_a_program_wrote_when_it_ends_before_the_line_that_was_waited_for()
    {
        await using var lab = await NetworkLab.CreateAsync("labtest", default);

        var program = lab.Start("failing", new CommandLine("sh", ["-c", "echo no such option >&2; exit 3"]), machine: null);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => program.WaitForLineAsync(line => line == "ready", default));

        Assert.Equal(3, await program.Exited);
        Assert.Contains("failing ended with 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no such option", failure.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Two_labs_of_one_purpose_get_different_names()
    {
        await using var first = await NetworkLab.CreateAsync("labtest", default);
        await using var second = await NetworkLab.CreateAsync("labtest", default);

        Assert.NotEqual(first.Name, second.Name);
        Assert.NotEqual(first.Directory, second.Directory);
    }

    [RootFact]
    public async Task The_next_start_removes_exactly_what_a_killed_lab_left()
    {
        await using var bystander = await NetworkLab.CreateAsync("labtest", default);
        var kept = await bystander.AddMachineAsync("home", default);
        var victim = new CommandLine(
            LabProgram.Path, ["hold", "--purpose", "labtest", "--machines", "1", "--", "sleep", "600"]);

        var killed = bystander.Start("victim", victim, machine: null);
        var machine = await ReadWordAsync(killed, "machine");
        var program = ProcessIdentity.Of(int.Parse(await ReadWordAsync(killed, "process")), "sleep")!.Value;
        await killed.KillAsync();
        Assert.True(LabNamespace.Exists(machine));
        Assert.True(program.IsAlive());

        var removed = await LabLeftovers.RemoveAsync(default);

        Assert.Contains(removed, what => what == $"namespace {machine}");
        Assert.False(LabNamespace.Exists(machine));
        Assert.False(program.IsAlive());
        Assert.True(LabNamespace.Exists(kept.FullName));
    }

    private static async Task<string> ReadWordAsync(LabProcess program, string after) =>
        (await program.WaitForLineAsync(line => line.StartsWith(after + " ", StringComparison.Ordinal), default)).Split(' ')[1];

    private static async Task<(LabNamespace Left, LabNamespace Right, LabLink RightCable)> JoinAsync(NetworkLab lab)
    {
        var @switch = await lab.AddSwitchAsync("sw", default);
        var left = await lab.AddMachineAsync("left", default);
        var right = await lab.AddMachineAsync("right", default);
        await lab.ConnectAsync(left, "eth0", ["10.9.0.1/24", "2001:db8:9::1/64"], @switch, default);
        var cable = await lab.ConnectAsync(right, "eth0", ["10.9.0.2/24", "2001:db8:9::2/64"], @switch, default);
        return (left, right, cable);
    }

    // The kernel may take a second to use a cable again whose carrier has come and gone.
    private static Task<CommandResult> PingAsync(LabNamespace from, string to, int patience = 5) =>
        from.Inside(new CommandLine("ping", ["-c", "1", "-i", "0.2", "-w", $"{patience}", to])).RunAsync(default);

    private static async Task<string> ReadCarrierAsync(LabNamespace machine) =>
        (await machine.Inside(new CommandLine("cat", ["/sys/class/net/eth0/carrier"])).RunAsync(default)).Output.Trim();
}
