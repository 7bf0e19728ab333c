namespace MetalOrleans.Domain.Services;

/// <summary>Why a Service did not get what it asks for. The name is the log field and the metric label.</summary>
public enum ConvergenceRefusal
{
    /// <summary>There is no pool at all (S-041).</summary>
    NoPools,

    /// <summary>The Service has no cluster IP, so its families are unknown (S-042).</summary>
    NoClusterIPs,

    /// <summary>RequireDualStack with fewer than two cluster IPs (S-043).</summary>
    NotEnoughClusterIPs,

    /// <summary>The cluster IPs do not tell a family; the present addresses stay (S-046).</summary>
    UnknownClusterFamily,

    /// <summary>The requested addresses are malformed; the present ones stay (S-050).</summary>
    MalformedRequest,

    /// <summary>No pool could give what is asked for (S-053).</summary>
    AllocationFailed,

    /// <summary>A pool answered with addresses that it does not own (S-054).</summary>
    InvalidAnswer,
}
