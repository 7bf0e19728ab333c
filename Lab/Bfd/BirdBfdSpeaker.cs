using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Bfd;

/// <summary>BIRD 2 with nothing but BFD.</summary>
internal sealed class BirdBfdSpeaker(NetworkLab lab, LabNamespace machine) : BfdSpeaker(lab, machine)
{
    private string Control => PathOf("bird.ctl");

    public async Task StartAsync(IReadOnlyList<BfdSpeakerPeer> peers, CancellationToken cancellationToken)
    {
        await WriteAsync(
            "bird.conf", ["router id 192.0.2.254;", "protocol device {}", "protocol bfd {", .. peers.SelectMany(Session), "}"], cancellationToken);
        Daemon = Launch(
            "bird", new CommandLine("bird", ["-f", "-c", PathOf("bird.conf"), "-s", Control, "-P", PathOf("bird.pid")]));
        await UntilAsync(
            async () => (await CommandAsync(cancellationToken, "show", "status")).Contains("up and running", StringComparison.Ordinal),
            "it runs",
            cancellationToken);
    }

    public override Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        CommandAsync(cancellationToken, "show", "bfd", "sessions");

    // IP address, interface, state, since, interval, timeout.
    public override async Task<bool> IsUpAsync(string address, CancellationToken cancellationToken) =>
        (await DescribeAsync(cancellationToken)).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(words => words.Length > 2 && words[0] == address && words[2] == "Up");

    public override async Task<string> CommandAsync(CancellationToken cancellationToken, params string[] commands) =>
        (await new CommandLine("birdc", ["-s", Control, .. commands]).RunAsync(cancellationToken)).Output;

    private static IEnumerable<string> Session(BfdSpeakerPeer peer)
    {
        var times = $"min rx interval {peer.ReceiveMilliseconds} ms; min tx interval {peer.TransmitMilliseconds} ms; "
            + $"multiplier {peer.Multiplier}; passive {(peer.IsPassive ? "on" : "off")};";
        yield return peer.IsMultihop ? $" multihop {{ {times} }};" : $" interface \"{peer.Interface}\" {{ {times} }};";
        yield return $" neighbor {peer.Address}" + (peer.IsMultihop
            ? $" local {peer.LocalAddress} multihop on;"
            : $" dev \"{peer.Interface}\" local {peer.LocalAddress};");
    }
}
