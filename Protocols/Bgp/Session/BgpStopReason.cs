namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>Why a session is stopped by its host: it decides what the peer is told, and what it does with our routes.</summary>
public enum BgpStopReason
{
    /// <summary>An administrator wants it down; may come with a text (RFC 9003). Routes go at once.</summary>
    AdministrativeShutdown,

    /// <summary>The peer is no longer configured. Routes go at once.</summary>
    PeerDeconfigured,

    /// <summary>An administrator starts it anew; may come with a text (RFC 9003).</summary>
    AdministrativeReset,

    /// <summary>Its settings changed in what an OPEN says.</summary>
    OtherConfigurationChange,

    /// <summary>
    /// The agent goes, and comes back: where graceful restart was agreed upon, the connection ends without a NOTIFICATION, so that
    /// the peer keeps our routes (RFC 4724 §4); elsewhere it is told of a reset.
    /// </summary>
    Restart,
}
