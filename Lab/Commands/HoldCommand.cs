using System.CommandLine;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab hold</c>: an empty lab to look around in.</summary>
internal static class HoldCommand
{
    public static Command Create()
    {
        var purpose = new Option<string>("--purpose")
        {
            Description = "What the names of the namespaces begin with.",
            DefaultValueFactory = _ => "lab",
        };
        var machines = new Option<int>("--machines")
        {
            Description = "How many machines to plug into the switch.",
            DefaultValueFactory = _ => 2,
        };
        var program = new Argument<string[]>("program")
        {
            Description = "A program, and its arguments, to run in each machine.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("hold", "Make machines on one switch and keep them until Ctrl-C.") { purpose, machines, program };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var lab = await NetworkLab.CreateAsync(parsed.GetRequiredValue(purpose), cancellationToken);
            var @switch = await lab.AddSwitchAsync("sw", cancellationToken);
            for (var number = 1; number <= parsed.GetValue(machines); number++)
            {
                await AddAsync(lab, @switch, number, parsed.GetValue(program) ?? [], cancellationToken);
            }

            await Console.Out.WriteLineAsync("Ctrl-C removes it all.");
            await LabInvocation.UntilStoppedAsync(cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task AddAsync(
        NetworkLab lab, LabSwitch @switch, int number, string[] program, CancellationToken cancellationToken)
    {
        var machine = await lab.AddMachineAsync($"m{number}", cancellationToken);
        string[] addresses = [$"10.9.0.{number}/24", $"2001:db8:9::{number:x}/64"];
        await lab.ConnectAsync(machine, "eth0", addresses, @switch, cancellationToken);
        await Console.Out.WriteLineAsync($"machine {machine.FullName} {string.Join(' ', addresses)}");
        if (program is [var file, .. var arguments])
        {
            var process = lab.Start(machine.Name, new CommandLine(file, [.. arguments]), machine);
            await Console.Out.WriteLineAsync($"process {process.Identity.Id} {process.LogPath}");
        }
    }
}
