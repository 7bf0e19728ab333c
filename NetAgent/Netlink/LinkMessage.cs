namespace MetalOrleans.NetAgent.Netlink;

/// <summary>One thing the kernel says about its interfaces.</summary>
internal abstract record LinkMessage
{
    private LinkMessage()
    {
    }

    /// <summary>An interface is new, or any of its properties changed.</summary>
    internal sealed record Present(LinkState Link) : LinkMessage;

    /// <summary>An interface was deleted or moved to another namespace.</summary>
    internal sealed record Gone(int Index) : LinkMessage;

    /// <summary>A dump follows: what it does not mention is gone.</summary>
    internal sealed record DumpStarted : LinkMessage;

    /// <summary>The dump is complete.</summary>
    internal sealed record DumpEnded : LinkMessage;
}
