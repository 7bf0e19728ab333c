using MetalOrleans.Silo.CommandLine;

var command = SiloCommand.Create().Parse(args);
var exitCode = await command.InvokeAsync();
return command.Errors.Count > 0 ? SiloCommand.UsageError : exitCode;
