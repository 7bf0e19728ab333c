using System.Text.Json.Nodes;
using MetalOrleans.Lab.Daemons;
using MetalOrleans.Lab.Networks;

namespace MetalOrleans.Lab.Bfd;

/// <summary>FRRouting's bfdd, which needs zebra to know the interfaces.</summary>
internal sealed class FrrBfdSpeaker(NetworkLab lab, LabNamespace machine) : BfdSpeaker(lab, machine)
{
    private const string Sessions = "show bfd peers json";

    private FrrPrograms Frr => new(Directory);

    public async Task StartAsync(IReadOnlyList<BfdSpeakerPeer> peers, CancellationToken cancellationToken)
    {
        await Frr.AdmitAsync(cancellationToken);
        await WriteAsync("zebra.conf", [], cancellationToken);
        await WriteAsync("bfdd.conf", ["bfd", .. peers.SelectMany(Session)], cancellationToken);
        Daemon = Launch("zebra", Frr.Start("zebra"));
        await UntilExistsAsync("zserv.api", cancellationToken);
        Daemon = Launch("bfdd", Frr.Start("bfdd", "--bfdctl", PathOf("bfdd.sock")));
        await UntilAsync(
            async () => File.Exists(PathOf("bfdd.vty")) && (await SessionsAsync(cancellationToken)).Count >= peers.Count,
            "it has its sessions",
            cancellationToken);
    }

    public override Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        CommandAsync(cancellationToken, Sessions);

    public override async Task<bool> IsUpAsync(string address, CancellationToken cancellationToken) =>
        (await SessionsAsync(cancellationToken)).Any(session =>
            session!["peer"]!.GetValue<string>() == address && session["status"]!.GetValue<string>() == "up");

    public override async Task<string> CommandAsync(CancellationToken cancellationToken, params string[] commands) =>
        (await Frr.CommandAsync(commands, cancellationToken)).Output;

    private async Task<JsonArray> SessionsAsync(CancellationToken cancellationToken) =>
        await Frr.AskAsync(Sessions, cancellationToken) as JsonArray ?? [];

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
}
