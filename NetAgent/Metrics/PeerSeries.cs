using System.Diagnostics.Metrics;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>The labels that BGP's and BFD's series share, so that a query can join them: the peer and the VRF.</summary>
internal static class PeerSeries
{
    // As FRR, and with it MetalLB's FRR mode, names the one that is no VRF.
    private const string DefaultVrf = "default";

    /// <summary>The value of one series.</summary>
    /// <param name="value">The value.</param>
    /// <param name="peer">The peer's address, or the interface that it is found on.</param>
    /// <param name="vrf">The VRF; empty for none.</param>
    public static Measurement<long> Measure(long value, string peer, string vrf) => new(
        value,
        new KeyValuePair<string, object?>("peer", peer),
        new KeyValuePair<string, object?>("vrf", vrf.Length == 0 ? DefaultVrf : vrf));
}
