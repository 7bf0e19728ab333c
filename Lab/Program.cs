using System.CommandLine;
using MetalOrleans.Lab.Commands;

var root = new RootCommand("Networks of machines on this machine, for demonstrations, tests and measurements.")
{
    DemoCommand.Create(),
    BenchCommand.Create(),
    BurstCommand.Create(),
    BgpCommand.Create(),
    RoutesCommand.Create(),
    FailoverCommand.Create(),
    ChaosCommand.Create(),
    HoldCommand.Create(),
    RespondCommand.Create(),
    ProbeCommand.Create(),
    FuzzCommand.Create(),
    CleanCommand.Create(),
};

return await root.Parse(args).InvokeAsync(LabInvocation.Configuration);
