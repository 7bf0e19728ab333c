using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>How a session stands; a new one is reported with each change of any of it.</summary>
internal sealed record BfdSessionStatus
{
    /// <summary>Down, before anything was sent.</summary>
    public static BfdSessionStatus Initial { get; } = new();

    /// <summary>The own state.</summary>
    public BfdState State { get; init; } = BfdState.Down;

    /// <summary>Why it last changed, as the peer is told.</summary>
    public BfdDiagnostic Diagnostic { get; init; }

    /// <summary>The state that the peer last told; Down before it did.</summary>
    public BfdState RemoteState { get; init; } = BfdState.Down;

    /// <summary>The peer's reason.</summary>
    public BfdDiagnostic RemoteDiagnostic { get; init; }

    /// <summary>
    /// Whether this status tells that the path has failed: the session was up until now, and nobody took it down on purpose.
    /// True in the one status that tells it. A client closes what it has with the peer then, and only then: a session that is not
    /// up yet, or again, or that the peer's administrator holds down, says nothing about the path (RFC 5882 §3.2, §4.2).
    /// </summary>
    public bool IsFailure { get; init; }

    /// <summary>Why the session is not up, for people; empty when it is.</summary>
    public string Reason { get; init; } = "no packet from the peer yet";

    /// <summary>From one own control packet to the next, before jitter; zero while none is sent.</summary>
    public TimeSpan TransmitInterval { get; init; }

    /// <summary>From one packet of the peer to the next, as agreed; zero before it spoke.</summary>
    public TimeSpan ReceiveInterval { get; init; }

    /// <summary>After so long a silence the session goes down; zero before the peer spoke.</summary>
    public TimeSpan DetectionTime { get; init; }

    /// <summary>From one echo packet to the next; zero while the echo function does not run.</summary>
    public TimeSpan EchoInterval { get; init; }
}
