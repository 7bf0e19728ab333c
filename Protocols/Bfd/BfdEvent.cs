namespace MetalOrleans.Protocols.Bfd;

/// <summary>What happens to a session. A value, so that telling it allocates nothing.</summary>
public readonly record struct BfdEvent
{
    private BfdEvent(BfdEventKind kind)
    {
        Kind = kind;
    }

    /// <summary>The time that was waited for has come.</summary>
    public static BfdEvent Ticked => new(BfdEventKind.Ticked);

    /// <summary>An administrator takes the session down.</summary>
    public static BfdEvent Disabled => new(BfdEventKind.Disabled);

    /// <summary>The administrator lets it go up again.</summary>
    public static BfdEvent Enabled => new(BfdEventKind.Enabled);

    /// <summary>The path is known to be down.</summary>
    public static BfdEvent PathLost => new(BfdEventKind.PathLost);

    /// <summary>What happened.</summary>
    public BfdEventKind Kind { get; }

    /// <summary>The control packet of <see cref="BfdEventKind.PacketReceived"/>.</summary>
    public BfdControlPacket Packet { get; private init; }

    /// <summary>The packet of <see cref="BfdEventKind.EchoReturned"/>.</summary>
    public BfdEchoPacket Echo { get; private init; }

    /// <summary>The options of <see cref="BfdEventKind.Configured"/>, else null.</summary>
    public BfdSessionOptions? Options { get; private init; }

    /// <summary>A control packet of the peer arrived.</summary>
    public static BfdEvent Received(in BfdControlPacket packet) => new(BfdEventKind.PacketReceived) { Packet = packet };

    /// <summary>An own echo packet came back.</summary>
    public static BfdEvent Returned(in BfdEchoPacket echo) => new(BfdEventKind.EchoReturned) { Echo = echo };

    /// <summary>Other options are in force; they are valid.</summary>
    public static BfdEvent Configured(BfdSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new BfdEvent(BfdEventKind.Configured) { Options = options };
    }
}
