using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Bfd;

/// <summary>FRRouting's bfdd, which needs zebra to know the interfaces.</summary>
internal sealed class FrrBfdSpeaker(NetworkLab lab, LabNamespace machine) : BfdSpeaker(lab, machine)
{
    private const string Programs = "/usr/lib/frr";
    private const string User = "frr:frr";

    public async Task StartAsync(IReadOnlyList<BfdSpeakerPeer> peers, CancellationToken cancellationToken)
    {
        (await new CommandLine("chown", [User, Directory]).RunAsync(cancellationToken)).EnsureSucceeded();
        await WriteAsync("zebra.conf", [], cancellationToken);
        await WriteAsync("bfdd.conf", ["bfd", .. peers.SelectMany(Session)], cancellationToken);
        Daemon = Launch("zebra", Command("zebra"));
        await UntilAsync(() => Task.FromResult(File.Exists(PathOf("zserv.api"))), "zebra is there", cancellationToken);
        Daemon = Launch("bfdd", Command("bfdd", "--bfdctl", PathOf("bfdd.sock")));
        await UntilAsync(
            async () => File.Exists(PathOf("bfdd.vty")) && Sessions(await DescribeAsync(cancellationToken)).Count >= peers.Count,
            "it has its sessions",
            cancellationToken);
    }

    public override Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        CommandAsync(cancellationToken, "show bfd peers json");

    public override async Task<bool> IsUpAsync(string address, CancellationToken cancellationToken) =>
        Sessions(await DescribeAsync(cancellationToken)).Any(session =>
            session!["peer"]!.GetValue<string>() == address && session["status"]!.GetValue<string>() == "up");

    public override async Task<string> CommandAsync(CancellationToken cancellationToken, params string[] commands) =>
        (await new CommandLine("vtysh", ["--vty_socket", Directory, .. commands.SelectMany(command => (string[])["-c", command])])
            .RunAsync(cancellationToken)).Output;

    private static JsonArray Sessions(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Session(BfdSpeakerPeer peer)
    {
        yield return $" peer {peer.Address}" + (peer.IsMultihop
            ? $" multihop local-address {peer.LocalAddress}"
            : $" local-address {peer.LocalAddress} interface {peer.Interface}");
        yield return $"  detect-multiplier {peer.Multiplier}";
        yield return $"  receive-interval {peer.ReceiveMilliseconds}";
        yield return $"  transmit-interval {peer.TransmitMilliseconds}";
        if (peer.IsMultihop)
        {
            yield return $"  minimum-ttl {peer.MinimumTtl}";
        }

        if (peer.EchoMilliseconds > 0)
        {
            yield return $"  echo receive-interval {peer.EchoMilliseconds}";
            yield return $"  echo transmit-interval {peer.EchoMilliseconds}";
            yield return "  echo-mode";
        }

        if (peer.IsPassive)
        {
            yield return "  passive-mode";
        }

        yield return "  no shutdown";
        yield return " !";
    }

    private CommandLine Command(string program, params string[] more) => new(
        Path.Combine(Programs, program),
        [
            "-z", PathOf("zserv.api"), "-i", PathOf(program + ".pid"), "--vty_socket", Directory, "-P", "0",
            "-f", PathOf(program + ".conf"), "--log", "stdout", .. more,
        ]);
}
