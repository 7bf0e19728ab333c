using System.CommandLine;
using MetalOrleans.Cli.CommandLine;

var command = MetalCommand.Create(Console.In, Console.Out, Console.Error).Parse(args);
var exitCode = await command.InvokeAsync(new InvocationConfiguration());
return command.Errors.Count > 0 ? MetalCommand.UsageError : exitCode;
