namespace MetalOrleans.Protocols.Bfd;

/// <summary>What a session and its peer agreed on, and what the peer says of itself.</summary>
/// <param name="RemoteState">bfd.RemoteSessionState.</param>
/// <param name="RemoteDiagnostic">Why the peer's state last changed.</param>
/// <param name="TransmitInterval">From one own control packet to the next, before jitter; zero while none is sent.</param>
/// <param name="ReceiveInterval">The same of the peer's; zero before it spoke.</param>
/// <param name="DetectionTime">So long a silence takes the session down (RFC 5880 §6.8.4); zero before the peer spoke.</param>
/// <param name="EchoInterval">From one echo packet to the next; zero unless they come back.</param>
public readonly record struct BfdSessionTerms(
    BfdState RemoteState,
    BfdDiagnostic RemoteDiagnostic,
    TimeSpan TransmitInterval,
    TimeSpan ReceiveInterval,
    TimeSpan DetectionTime,
    TimeSpan EchoInterval);
