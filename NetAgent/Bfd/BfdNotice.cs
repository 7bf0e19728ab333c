using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>What BFD's thread has to say.</summary>
internal abstract record BfdNotice
{
    private BfdNotice()
    {
    }

    /// <summary>A session changed.</summary>
    /// <param name="Session">Which.</param>
    /// <param name="From">Its state before.</param>
    /// <param name="Status">How it stands now.</param>
    internal sealed record Changed(BfdSharedSession Session, BfdState From, BfdSessionStatus Status) : BfdNotice;

    /// <summary>Packets of a peer are discarded.</summary>
    internal sealed record Discarded(BfdSharedSession Session, BfdPacketError Error) : BfdNotice;

    /// <summary>A session's packets cannot be sent or received, or can again when the problem is empty.</summary>
    internal sealed record Hindered(BfdSharedSession Session, string Problem) : BfdNotice;

    /// <summary>The thread runs at normal priority.</summary>
    internal sealed record NotRealTime(string Error) : BfdNotice;

    /// <summary>The echo function of a session cannot be used.</summary>
    internal sealed record EchoUnavailable(BfdSharedSession Session, string Problem) : BfdNotice;

    /// <summary>The thread ended by an error of the kernel.</summary>
    internal sealed record Ended(string Error) : BfdNotice;
}
