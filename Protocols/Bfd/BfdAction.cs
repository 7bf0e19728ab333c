namespace MetalOrleans.Protocols.Bfd;

/// <summary>One thing that the host has to do after an event.</summary>
/// <param name="Kind">What.</param>
public readonly record struct BfdAction(BfdActionKind Kind)
{
    /// <summary>No event asks for more than so many.</summary>
    public const int CountMax = 4;

    /// <summary>What to send, of <see cref="BfdActionKind.SendControl"/>.</summary>
    public BfdControlPacket Packet { get; init; }

    /// <summary>What to send, of <see cref="BfdActionKind.SendEcho"/>.</summary>
    public BfdEchoPacket Echo { get; init; }

    /// <summary>The state before, of <see cref="BfdActionKind.StateChanged"/>.</summary>
    public BfdState From { get; init; }
}
