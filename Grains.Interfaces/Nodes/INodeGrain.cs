using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using Orleans.Concurrency;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>One node's agent: what it shall announce, and what it says it does. Key: the node's name.</summary>
/// <remarks>
/// Orders come from address grains; the gateway on whichever silo holds the agent's connection fetches them with
/// <see cref="WaitForChangesAsync"/>. Every call is idempotent. Desired state is memory only: after a silo's death the
/// agent says in its hello what it announces, and the grain takes that over until address grains say otherwise.
/// </remarks>
[Alias("MetalOrleans.INodeGrain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>Opens an agent session, which ends the node's earlier one.</summary>
    /// <param name="announced">What the agent announces already; kept until an address grain orders otherwise.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    /// <returns>The session's number and all that the agent shall announce.</returns>
    [Alias("Connect")]
    Task<DesiredState> ConnectAsync(ImmutableArray<AddressObservation> announced, CancellationToken cancellationToken);

    /// <summary>
    /// Answers at once when the desired state is newer than <paramref name="sinceVersion"/>, else when it becomes so, or with
    /// an empty change after a few seconds.
    /// </summary>
    [Alias("WaitForChanges"), AlwaysInterleave]
    Task<DesiredStateChange> WaitForChangesAsync(long session, ulong sinceVersion, CancellationToken cancellationToken);

    /// <summary>The agent runs this version; the addresses listed kept a newer order of their own.</summary>
    [Alias("Acknowledge"), AlwaysInterleave]
    Task AcknowledgeAsync(
        long session, ulong version, ImmutableArray<Address> stale, CancellationToken cancellationToken);

    /// <summary>The agent reports changed observations.</summary>
    [Alias("Report"), AlwaysInterleave]
    Task ReportAsync(
        long session, ImmutableArray<AddressObservation> observations, CancellationToken cancellationToken);

    /// <summary>The session's connection closed or fell silent. An older session's end changes nothing.</summary>
    [Alias("Disconnect")]
    Task DisconnectAsync(long session, CancellationToken cancellationToken);

    /// <summary>Orders the node to announce an address; an order older than the one held is ignored.</summary>
    [Alias("Announce")]
    Task AnnounceAsync(AddressOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="AnnounceAsync"/>, and tells the address with <see cref="Addresses.IAddressGrain.AnnouncedAsync"/> when
    /// the node's agent has said that it runs the order.
    /// </summary>
    [Alias("TakeOver")]
    Task TakeOverAsync(AddressOrder order, CancellationToken cancellationToken);

    /// <summary>Orders the node to stop announcing an address; ignored when the node holds a newer order.</summary>
    [Alias("Withdraw")]
    Task WithdrawAsync(AddressWithdrawal withdrawal, CancellationToken cancellationToken);

    /// <summary>
    /// Decides afresh which sessions the node holds, because the configuration or the node changed; routes follow their peers.
    /// </summary>
    [Alias("RefreshSessions")]
    Task RefreshSessionsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Replaces what a Service gives the node to advertise for one of its addresses. A prefix goes with the last Service that
    /// gives it (B-014).
    /// </summary>
    [Alias("Contribute")]
    Task ContributeAsync(BgpContribution contribution, CancellationToken cancellationToken);

    /// <summary>The agent reports sessions that changed, and those that it holds no more.</summary>
    [Alias("ReportSessions"), AlwaysInterleave]
    Task ReportSessionsAsync(
        long session,
        ImmutableArray<SessionObservation> observations,
        ImmutableArray<string> removed,
        CancellationToken cancellationToken);

    /// <summary>What is known of the node's BGP.</summary>
    [Alias("DescribeBgp"), ReadOnly]
    Task<NodeBgpDescription> DescribeBgpAsync(CancellationToken cancellationToken);

    /// <summary>What is known of the node's agent.</summary>
    [Alias("Describe"), ReadOnly]
    Task<NodeDescription> DescribeAsync(CancellationToken cancellationToken);
}
