namespace MetalOrleans.Protocols.Bfd;

/// <summary>Why a side's session last changed its state (RFC 5880 §4.1).</summary>
/// <remarks><see href="https://www.iana.org/assignments/bfd-parameters">BFD Diagnostic Codes</see>; a peer's code that is not
/// listed keeps its number.</remarks>
public enum BfdDiagnostic : byte
{
    /// <summary>No diagnostic.</summary>
    None = 0,

    /// <summary>No control packet came within the detection time.</summary>
    ControlDetectionTimeExpired = 1,

    /// <summary>Echo packets did not come back.</summary>
    EchoFunctionFailed = 2,

    /// <summary>The peer said that its session is down.</summary>
    NeighborSignaledSessionDown = 3,

    /// <summary>The forwarding plane was reset.</summary>
    ForwardingPlaneReset = 4,

    /// <summary>The path is known to be down by other means.</summary>
    PathDown = 5,

    /// <summary>A path that this one is joined to is down.</summary>
    ConcatenatedPathDown = 6,

    /// <summary>An administrator holds the session down.</summary>
    AdministrativelyDown = 7,

    /// <summary>The reverse of a path that this one is joined to is down.</summary>
    ReverseConcatenatedPathDown = 8,
}
