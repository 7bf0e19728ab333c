using System.CommandLine;
using System.Net;
using MetalOrleans.Lab.Traffic;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab respond</c>: answers HTTP and datagrams in the network namespace it is started in.</summary>
internal static class RespondCommand
{
    public static Command Create()
    {
        var name = new Option<string>("--name")
        {
            Description = "The name to answer with.",
            DefaultValueFactory = _ => Environment.MachineName,
        };
        var port = new Option<int>("--port") { Description = "The port for HTTP.", DefaultValueFactory = _ => StandIn.HttpPort };
        var echo = new Option<string[]>("--echo")
        {
            Description = "Addresses, such as 192.168.1.240:7, at which datagrams are sent back.",
        };
        var command = new Command("respond", "Answer HTTP and datagrams with a name, until Ctrl-C.") { name, port, echo };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var called = parsed.GetRequiredValue(name);
            await using var http = new HttpResponder(HttpResponder.Listen(parsed.GetValue(port)), called);
            var echoes = (parsed.GetValue(echo) ?? [])
                .Select(address => new UdpEcho(UdpEcho.Bind(IPEndPoint.Parse(address)), called)).ToList();
            await Console.Out.WriteLineAsync($"{called} answers on port {parsed.GetValue(port)}");
            await LabInvocation.UntilStoppedAsync(cancellationToken);
            foreach (var one in echoes)
            {
                await one.DisposeAsync();
            }

            return 0;
        });
        return command;
    }
}
