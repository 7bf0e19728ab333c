using System.Net;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>One peer: its order, its session, its connections, and what others may know of it.</summary>
/// <remarks>Owned by the speaker's loop; <see cref="Status"/>, <see cref="Routes"/> and the counters are read by others.</remarks>
internal sealed class BgpPeerHost(BgpPeerOrder order, BgpSession session)
{
    private volatile BgpSessionStatus _status = new() { Name = order.Name };
    private volatile BfdSessionStatus? _pathStatus;
    private volatile BgpRouteCounts _routes = new(0, 0, 0, 0);

    /// <summary>How the session shall be held.</summary>
    public BgpPeerOrder Order { get; set; } = order;

    /// <summary>The session.</summary>
    public BgpSession Session { get; } = session;

    /// <summary>Where the peer is; null while an unnumbered one has not been found.</summary>
    public IPAddress? Remote { get; set; } = order.Address;

    /// <summary>Its connections that are neither closed nor given up.</summary>
    public Dictionary<BgpConnection, BgpTransport> Transports { get; } = [];

    /// <summary>Whether the last attempt to connect met silence.</summary>
    public bool WasSilent { get; set; }

    /// <summary>Why it last failed to come up, as it was logged; empty when it was not.</summary>
    public string LoggedReason { get; set; } = "";

    /// <summary>What watches the path; null when nothing does.</summary>
    public IBfdSubscription? Path { get; set; }

    /// <summary>How the path stands; null when nothing watches it.</summary>
    public BfdSessionStatus? PathStatus
    {
        get => _pathStatus;
        set => _pathStatus = value;
    }

    /// <summary>How the session stands; replaced as a whole.</summary>
    public BgpSessionStatus Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>How many prefixes it has.</summary>
    public BgpRouteCounts Routes => _routes;

    /// <summary>As a log line and a metric's label name it (B-069): <c>address:port</c>, or the interface for the address.</summary>
    public string Label { get; } = $"{(object?)order.Address ?? order.Interface}:{order.Port}";

    /// <summary>Lets others see how many prefixes there are now.</summary>
    public void PublishRoutes()
    {
        var routes = Session.Routes;
        var counts = new BgpRouteCounts(routes.Count, routes.SentCount, routes.PendingCount, routes.UnsendableCount);
        if (counts != _routes)
        {
            _routes = counts;
        }
    }
}
