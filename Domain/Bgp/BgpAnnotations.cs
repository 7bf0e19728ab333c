namespace MetalOrleans.Domain.Bgp;

/// <summary>The annotations of BGPAdvertisement and BGPPeer objects by which they say what their fields have no words for.</summary>
public static class BgpAnnotations
{
    /// <summary>Of an advertisement: MULTI_EXIT_DISC of its routes, 0 to 4294967295.</summary>
    public const string Med = "metalorleans.io/med";

    /// <summary>Of an advertisement: how many times more than once the own number stands in the AS path, 0 to 16.</summary>
    public const string Prepend = "metalorleans.io/as-path-prepend";

    /// <summary>Of an advertisement: octets a second that each ready endpoint on the advertising node stands for.</summary>
    public const string BandwidthPerEndpoint = "metalorleans.io/bandwidth-per-endpoint";

    /// <summary>Of a peer, <c>true</c> or <c>false</c>: wait for the peer to connect.</summary>
    public const string Passive = "metalorleans.io/passive";

    /// <summary>Of a peer, <c>true</c> or <c>false</c>: accept only packets that travelled no hop (RFC 5082).</summary>
    public const string TtlSecurity = "metalorleans.io/ttl-security";

    /// <summary>
    /// Of a peer with graceful restart: how long it may keep the routes as a last resort after the restart time (RFC 9494), a duration
    /// of whole seconds, at most 16777215 s.
    /// </summary>
    public const string LongLivedStaleTime = "metalorleans.io/long-lived-stale-time";

    /// <summary>Of a peer: where each node finds its address, as <see cref="NodeValue"/> reads it.</summary>
    public const string PeerAddressFrom = "metalorleans.io/peer-address-from";

    /// <summary>Of a peer: where each node finds its AS number, as <see cref="NodeValue"/> reads it.</summary>
    public const string PeerASNFrom = "metalorleans.io/peer-asn-from";

    /// <summary>Of a peer: where each node finds the AS number of this side, as <see cref="NodeValue"/> reads it.</summary>
    public const string MyASNFrom = "metalorleans.io/my-asn-from";
}
