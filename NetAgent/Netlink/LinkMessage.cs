namespace MetalOrleans.NetAgent.Netlink;

/// <summary>One thing the kernel says about its interfaces and their addresses.</summary>
internal abstract record LinkMessage
{
    private LinkMessage()
    {
    }

    /// <summary>An interface is new, or any of its properties changed.</summary>
    internal sealed record Present(LinkState Link) : LinkMessage;

    /// <summary>An interface was deleted or moved to another namespace.</summary>
    internal sealed record Gone(int Index) : LinkMessage;

    /// <summary>An interface has an address, or its state changed.</summary>
    internal sealed record AddressPresent(LinkAddress Address) : LinkMessage;

    /// <summary>An interface no longer has an address.</summary>
    internal sealed record AddressGone(LinkAddress Address) : LinkMessage;

    /// <summary>A dump follows: interfaces and addresses that it does not mention are gone.</summary>
    internal sealed record DumpStarted : LinkMessage;

    /// <summary>The dump is complete.</summary>
    internal sealed record DumpEnded : LinkMessage;
}
