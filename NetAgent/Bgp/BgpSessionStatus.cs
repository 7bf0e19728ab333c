using System.Net;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>How a session stands; replaced as a whole with every change.</summary>
internal sealed record BgpSessionStatus
{
    /// <summary>The session's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its state.</summary>
    public BgpState State { get; init; }

    /// <summary>Since when, on the speaker's clock.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>How often it was established and ended.</summary>
    public long Flaps { get; init; }

    /// <summary>Why it is not established, or why it last ended.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The peer's address; null while it was not found.</summary>
    public IPAddress? Remote { get; init; }

    /// <summary>The own address; null while there is no connection.</summary>
    public IPAddressValue? Local { get; init; }

    /// <summary>What was agreed upon; null unless established.</summary>
    public BgpAgreement? Agreement { get; init; }
}
