namespace MetalOrleans.Protocols.Bgp;

/// <summary>What an UPDATE's errors cost, the mildest first (RFC 7606 §2).</summary>
public enum BgpUpdateOutcome
{
    /// <summary>There are none.</summary>
    Accept,

    /// <summary>Single attributes are ignored; the routes count.</summary>
    AttributeDiscard,

    /// <summary>The routes of the message are taken for withdrawn.</summary>
    TreatAsWithdraw,

    /// <summary>The session ends with a NOTIFICATION.</summary>
    SessionReset,
}
