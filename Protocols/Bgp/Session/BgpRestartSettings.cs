namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>How the peer shall treat our routes while we are away (RFC 4724, RFC 8538, RFC 9494).</summary>
public sealed record BgpRestartSettings
{
    /// <summary>How long the peer keeps our routes until we are back, 1 s to 4095 s. Default 120 s, as FRR has it.</summary>
    public TimeSpan RestartTime { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Whether this process has just started and may find its routes still with the peer (the restart state bit). The peer then
    /// does not wait for our End-of-RIB before it sends its own routes.
    /// </summary>
    public bool IsRestarting { get; init; }

    /// <summary>
    /// Whether packets were forwarded by these routes while we were away (the forwarding state bit). Default true: what forwards
    /// a Service's packets is the node's proxy, which does not restart with the agent.
    /// </summary>
    public bool IsForwardingPreserved { get; init; } = true;

    /// <summary>
    /// Whether routes survive a NOTIFICATION that is no hard reset too (RFC 8538). Default true; it holds when the peer wants so too.
    /// </summary>
    public bool SurvivesNotifications { get; init; } = true;

    /// <summary>How long our routes may be kept as a last resort after <see cref="RestartTime"/> (RFC 9494); zero, the default, for not at all.</summary>
    public TimeSpan LongLivedStaleTime { get; init; }
}
