using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;
using Orleans.Concurrency;

namespace MetalOrleans.Grains.Interfaces.Addresses;

/// <summary>
/// The announcement state of one address: which Services stand behind it, who announces it, since which epoch.
/// Key: the address in canonical text.
/// </summary>
/// <remarks>
/// Every call is idempotent. State is memory only: after a silo's death Services announce again, and agents say what
/// they announce, so that an address stays where it is.
/// </remarks>
[Alias("MetalOrleans.IAddressGrain")]
public interface IAddressGrain : IGrainWithStringKey
{
    /// <summary>A Service stands behind the address, with these facts; replaces what was known of the Service.</summary>
    [Alias("Announce")]
    Task AnnounceAsync(ServiceBacking backing, CancellationToken cancellationToken);

    /// <summary>The Service no longer stands behind the address.</summary>
    [Alias("Withdraw")]
    Task WithdrawAsync(ServiceKey service, CancellationToken cancellationToken);

    /// <summary>Decides afresh because the configuration, a node or an agent changed.</summary>
    [Alias("Refresh")]
    Task RefreshAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A node's agent says that it announces the address with this epoch. Where nobody is known to announce it, the
    /// node counts as announcer; of two, the one with the higher epoch goes on. Later decisions carry higher epochs.
    /// </summary>
    [Alias("Adopt"), OneWay]
    Task AdoptAsync(string node, Epoch epoch, CancellationToken cancellationToken);

    /// <summary>Decides afresh as if addresses moved back by themselves: an operator asked.</summary>
    [Alias("Reconsider")]
    Task ReconsiderAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A node's agent runs the order of this epoch: whoever announced the address before may stop. Another epoch than the
    /// present one changes nothing.
    /// </summary>
    [Alias("Announced"), OneWay]
    Task AnnouncedAsync(string node, Epoch epoch, CancellationToken cancellationToken);

    /// <summary>
    /// A node's agent has stopped announcing because it saw another member do so, and waits for a newer order: it gets one if
    /// it is still the announcer.
    /// </summary>
    [Alias("Yielded"), OneWay]
    Task YieldedAsync(string node, Epoch epoch, CancellationToken cancellationToken);

    /// <summary>
    /// The announcer says how the address stands with it: while that is not announced, nobody has shown that the address is
    /// free, and whoever gets the next order has to probe for it.
    /// </summary>
    [Alias("Stand"), OneWay]
    Task StandAsync(string node, AddressStanding standing, CancellationToken cancellationToken);

    /// <summary>What is known of the address.</summary>
    [Alias("Describe"), ReadOnly]
    Task<AddressDescription> DescribeAsync(CancellationToken cancellationToken);
}
