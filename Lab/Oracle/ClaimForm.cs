namespace MetalOrleans.Lab.Oracle;

/// <summary>The ways in which a station says on the wire that it has an address.</summary>
public enum ClaimForm
{
    /// <summary>The reply to a question: an ARP reply, or a solicited neighbor advertisement.</summary>
    Answer,

    /// <summary>The request form of a gratuitous ARP packet (L-072).</summary>
    GratuitousRequest,

    /// <summary>The reply form of a gratuitous ARP packet (L-072).</summary>
    GratuitousReply,

    /// <summary>An unsolicited neighbor advertisement (L-083).</summary>
    UnsolicitedAdvertisement,

    /// <summary>A question about another address, asked with the announced one as its sender.</summary>
    StrayRequest,
}
