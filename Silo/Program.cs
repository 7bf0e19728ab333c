using System.CommandLine;
using MetalOrleans.Silo.CommandLine;

var command = SiloCommand.Parse(args, Environment.GetEnvironmentVariable);
// A silo that stops finishes what it has answered for: the library's own limit of two seconds may be too short on a busy disk.
var exitCode = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return command.Errors.Count > 0 ? SiloCommand.UsageError : exitCode;
