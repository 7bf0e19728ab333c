using MetalOrleans.Silo.CommandLine;

return await SiloCommand.Create().Parse(args).InvokeAsync();
