namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>What a session has sent and received since it exists, over all its connections (O-152, O-155).</summary>
public sealed class BgpCounters
{
    /// <summary>OPENs sent.</summary>
    public long OpensSent { get; internal set; }

    /// <summary>OPENs received.</summary>
    public long OpensReceived { get; internal set; }

    /// <summary>UPDATEs sent, End-of-RIBs included.</summary>
    public long UpdatesSent { get; internal set; }

    /// <summary>UPDATEs received, End-of-RIBs included.</summary>
    public long UpdatesReceived { get; internal set; }

    /// <summary>UPDATEs received with an error that did not end the session (RFC 7606).</summary>
    public long UpdatesFaulty { get; internal set; }

    /// <summary>KEEPALIVEs sent.</summary>
    public long KeepalivesSent { get; internal set; }

    /// <summary>KEEPALIVEs received.</summary>
    public long KeepalivesReceived { get; internal set; }

    /// <summary>NOTIFICATIONs handed to the host, which sends them when the socket takes them.</summary>
    public long NotificationsSent { get; internal set; }

    /// <summary>NOTIFICATIONs received.</summary>
    public long NotificationsReceived { get; internal set; }

    /// <summary>ROUTE-REFRESHes sent: the bounds of repetitions (RFC 7313).</summary>
    public long RefreshesSent { get; internal set; }

    /// <summary>ROUTE-REFRESHes received.</summary>
    public long RefreshesReceived { get; internal set; }

    /// <summary>Prefixes that the peer announced, repetitions included. They are counted and dropped (B-017).</summary>
    public long PrefixesReceived { get; internal set; }

    /// <summary>How often the session was established.</summary>
    public long Establishments { get; internal set; }

    /// <summary>All messages sent.</summary>
    public long MessagesSent => OpensSent + UpdatesSent + KeepalivesSent + NotificationsSent + RefreshesSent;

    /// <summary>All messages received that were whole.</summary>
    public long MessagesReceived =>
        OpensReceived + UpdatesReceived + KeepalivesReceived + NotificationsReceived + RefreshesReceived;
}
