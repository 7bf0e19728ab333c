using System.CommandLine.Help;
using System.ComponentModel;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.NetAgent.Hosting;
using MetalOrleans.NetAgent.Options;

const int ExitOk = 0;
const int ExitFailed = 1;
const int ExitRefused = 2;

var commandLine = new AgentCommandLine(Environment.GetEnvironmentVariable);
var parsed = commandLine.Parse(args);
if (parsed.Action is HelpAction || parsed.GetResult("--version") is not null)
{
    return parsed.Invoke();
}

var result = commandLine.Read(parsed);
if (result.Options is not { } options)
{
    await Console.Error.WriteLineAsync(result.Refusal);
    return ExitRefused;
}

var exclusions = ExcludeL2File.Load(options.ExcludeL2File);
if (exclusions.Exclusions is null)
{
    await Console.Error.WriteLineAsync(exclusions.Refusal);
    return ExitRefused;
}

_ = ProcessPriority.TryRaise();
using var loggers = new LineLoggerFactory(
    Console.OpenStandardOutput(), options.LogFormat, options.LogLevel, TimeProvider.System);
using var meter = new Meter("MetalOrleans.NetAgent.Log");
LogMetrics.AddTo(meter, loggers);
try
{
    await AgentHost.RunAsync(options, exclusions.Exclusions, loggers, TimeProvider.System);
    return ExitOk;
}
catch (Exception exception) when (exception is SocketException or Win32Exception)
{
    await Console.Error.WriteLineAsync(
        $"The agent cannot open its packet or netlink sockets, give it CAP_NET_RAW and the host network: {exception.Message}");
    return ExitFailed;
}
