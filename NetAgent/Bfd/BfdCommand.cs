using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>What BFD's thread is asked to do by others.</summary>
internal abstract record BfdCommand
{
    private BfdCommand()
    {
    }

    /// <summary>Begin a session, or let it run with other options.</summary>
    internal sealed record Run(BfdSharedSession Session, BfdSessionOptions Options) : BfdCommand;

    /// <summary>End a session: its last client has left.</summary>
    internal sealed record End(BfdSharedSession Session) : BfdCommand;

    /// <summary>Tell all peers that the sessions are taken down on purpose, and end.</summary>
    internal sealed record Stop : BfdCommand;
}
