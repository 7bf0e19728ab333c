namespace MetalOrleans.Silo.Identity;

/// <summary>Why an agent is not served: the metric's label, and what the log and the agent explain.</summary>
internal enum AgentRefusalReason
{
    /// <summary>It showed no token.</summary>
    NoToken = 0,

    /// <summary>Its token was not made with this silo's key.</summary>
    ForeignToken,

    /// <summary>The API server does not know the token, or no longer: it expired, was revoked, or is for another audience.</summary>
    InvalidToken,

    /// <summary>The token is a good one of somebody who is no agent.</summary>
    ForeignAccount,

    /// <summary>The token is bound to no node, so it proves none.</summary>
    UnboundToken,

    /// <summary>The API server could not be asked about the token.</summary>
    ReviewFailed,

    /// <summary>The agent speaks for another node than its token proves.</summary>
    ForeignNode,

    /// <summary>The agent speaks another version of the protocol.</summary>
    ProtocolVersion,
}
