namespace MetalOrleans.Protocols.Bfd;

/// <summary>What can happen to a session.</summary>
public enum BfdEventKind
{
    /// <summary>The time in <see cref="BfdSession.NextDue"/> has come.</summary>
    Ticked = 0,

    /// <summary>A control packet of the peer passed every check that <see cref="BfdSessionTable{THost}"/> makes.</summary>
    PacketReceived,

    /// <summary>An own echo packet came back.</summary>
    EchoReturned,

    /// <summary>Other options are in force.</summary>
    Configured,

    /// <summary>An administrator takes the session down (RFC 5880 §6.8.16).</summary>
    Disabled,

    /// <summary>The administrator lets it go up again.</summary>
    Enabled,

    /// <summary>The path is known to be down by other means (RFC 5880 §6.8.17).</summary>
    PathLost,
}
