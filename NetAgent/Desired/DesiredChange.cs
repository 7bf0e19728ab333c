using System.Collections.Immutable;
using System.Net;
using Google.Protobuf;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>What applying a message changed.</summary>
/// <param name="Announced">New and changed orders.</param>
/// <param name="Withdrawn">Addresses no longer announced.</param>
/// <param name="Stale">Addresses whose order was older than what is held, and was ignored.</param>
/// <param name="UnreadableCount">Orders passed over because their address has neither 4 nor 16 octets.</param>
internal sealed record DesiredChange(
    ImmutableArray<AnnouncedOrder> Announced,
    ImmutableArray<IPAddress> Withdrawn,
    ImmutableArray<ByteString> Stale,
    int UnreadableCount);
