using MetalOrleans.Lab.Daemons;
using MetalOrleans.Lab.Networks;

namespace MetalOrleans.Lab.Bfd;

/// <summary>A BFD daemon in a namespace, with a configuration that was made for it.</summary>
public abstract class BfdSpeaker : LabDaemon
{
    private protected BfdSpeaker(NetworkLab lab, LabNamespace machine)
        : base(lab, machine)
    {
    }

    /// <summary>Starts FRR's bfdd.</summary>
    public static async Task<BfdSpeaker> StartFrrAsync(
        NetworkLab lab, LabNamespace machine, IReadOnlyList<BfdSpeakerPeer> peers, CancellationToken cancellationToken)
    {
        var speaker = new FrrBfdSpeaker(lab, machine);
        await speaker.StartAsync(peers, cancellationToken);
        return speaker;
    }

    /// <summary>Starts BIRD 2.</summary>
    public static async Task<BfdSpeaker> StartBirdAsync(
        NetworkLab lab, LabNamespace machine, IReadOnlyList<BfdSpeakerPeer> peers, CancellationToken cancellationToken)
    {
        var speaker = new BirdBfdSpeaker(lab, machine);
        await speaker.StartAsync(peers, cancellationToken);
        return speaker;
    }

    /// <summary>What the daemon says of its sessions.</summary>
    public abstract override Task<string> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Whether the daemon says that its session with an address is up.</summary>
    public abstract Task<bool> IsUpAsync(string address, CancellationToken cancellationToken);

    /// <summary>Gives the daemon a command, as an operator would.</summary>
    public abstract Task<string> CommandAsync(CancellationToken cancellationToken, params string[] commands);

    /// <summary>Waits until the daemon says that its session with an address is up.</summary>
    public Task UpAsync(string address, CancellationToken cancellationToken) => UntilAsync(
        () => IsUpAsync(address, cancellationToken), $"the session with {address} is up", cancellationToken);
}
