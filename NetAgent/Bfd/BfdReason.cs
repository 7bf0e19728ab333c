using System.Globalization;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>How a session stands, in values and in words.</summary>
internal static class BfdReason
{
    /// <summary>The status to report after a session was in a state.</summary>
    public static BfdSessionStatus StatusOf(BfdEntry<BfdHostedSession> entry, BfdState from)
    {
        var session = entry.Session;
        var terms = session.Terms;
        return new BfdSessionStatus
        {
            State = session.State,
            Diagnostic = session.Diagnostic,
            RemoteState = terms.RemoteState,
            RemoteDiagnostic = terms.RemoteDiagnostic,
            IsFailure = from == BfdState.Up && session.HasFailed,
            Reason = session.State == BfdState.Up ? "" : Explain(session, entry.Host),
            TransmitInterval = terms.TransmitInterval,
            ReceiveInterval = terms.ReceiveInterval,
            DetectionTime = terms.DetectionTime,
            EchoInterval = terms.EchoInterval,
        };
    }

    private static string Explain(BfdSession session, BfdHostedSession host)
    {
        if (host.Problem.Length > 0)
        {
            return host.Problem;
        }

        if (session.State == BfdState.AdminDown)
        {
            return "taken down on this side";
        }

        if (session.RemoteState == BfdState.AdminDown)
        {
            return "the peer's administrator holds the session down";
        }

        if (host.Discard != BfdPacketError.None)
        {
            return $"the peer's packets are discarded: {host.Discard}";
        }

        return session.Diagnostic switch
        {
            BfdDiagnostic.ControlDetectionTimeExpired => string.Create(
                CultureInfo.InvariantCulture, $"no packet from the peer for {host.DetectionTime.TotalMilliseconds:0.#} ms"),
            BfdDiagnostic.EchoFunctionFailed => "echo packets did not come back through the peer",
            BfdDiagnostic.NeighborSignaledSessionDown => $"the peer's session is down: {session.Terms.RemoteDiagnostic}",
            BfdDiagnostic.PathDown => "the path is down",
            _ => session.RemoteDiscriminator == 0
                ? BfdSessionStatus.Initial.Reason
                : "the peer has not answered what it was sent yet",
        };
    }
}
