namespace MetalOrleans.Protocols.Bfd;

/// <summary>A session in a <see cref="BfdSessionTable{THost}"/>.</summary>
/// <typeparam name="THost">What the host keeps of a session.</typeparam>
public sealed class BfdEntry<THost>
{
    internal BfdEntry(THost host, in BfdPeer peer, BfdSession session)
    {
        Host = host;
        Peer = peer;
        Session = session;
    }

    /// <summary>The host's own.</summary>
    public THost Host { get; }

    /// <summary>Whom it is with.</summary>
    public BfdPeer Peer { get; internal set; }

    /// <summary>Its state.</summary>
    public BfdSession Session { get; }

    // Its place in the table's heap; -1 when it has left the table.
    internal int Place { get; set; } = -1;
}
