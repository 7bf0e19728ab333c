using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Silo.Gateway;

/// <summary>Between the agent protocol's messages and the records that grains exchange.</summary>
internal static partial class AgentMessages
{
    public const uint ProtocolVersion = 1;

    public static SiloMessage Welcome(string siloName, AgentGatewayOptions options) => new()
    {
        Welcome = new Welcome
        {
            ProtocolVersion = ProtocolVersion,
            SiloName = siloName,
            HeartbeatIntervalMilliseconds = (uint)options.HeartbeatInterval.TotalMilliseconds,
            MissedHeartbeats = (uint)options.MissedHeartbeats,
            Ownership = options.Ownership.ToMessage(),
        },
    };

    public static SiloMessage Refuse(Refusal.Types.Reason reason, string message) =>
        new() { Refusal = new Refusal { Reason = reason, Message = message } };

    public static SiloMessage ToSnapshot(DesiredState state)
    {
        var snapshot = new Snapshot { Version = state.Version };
        snapshot.Announcements.AddRange(state.Announcements.Select(ToAnnouncement));
        snapshot.BgpPeers.AddRange(state.Bgp.Sessions.Select(ToPeer));
        snapshot.BgpRoutes.AddRange(state.Bgp.Routes.Select(ToRoute));
        return new SiloMessage { Snapshot = snapshot };
    }

    public static SiloMessage ToDifference(DesiredStateChange change)
    {
        var difference = new Difference { FromVersion = change.FromVersion, ToVersion = change.ToVersion };
        difference.Announced.AddRange(change.Announced.Select(ToAnnouncement));
        difference.Withdrawn.AddRange(change.Withdrawn.Select(withdrawal => new Withdrawal
        {
            Address = ToBytes(withdrawal.Address),
            Epoch = withdrawal.Epoch.Value,
        }));
        difference.BgpPeers.AddRange(change.Bgp.Sessions.Select(ToPeer));
        difference.BgpPeersRemoved.AddRange(change.Bgp.RemovedSessions);
        difference.BgpRoutes.AddRange(change.Bgp.Routes.Select(ToRoute));
        difference.BgpRoutesWithdrawn.AddRange(change.Bgp.Withdrawn.Select(ToSubnet));
        return new SiloMessage { Difference = difference };
    }

    /// <summary>What the agent says, entries whose address is not one left out: a peer's bytes never throw.</summary>
    public static ImmutableArray<AddressObservation> ToObservations(IEnumerable<AnnouncementState> states)
    {
        var observations = ImmutableArray.CreateBuilder<AddressObservation>();
        foreach (var state in states)
        {
            if (ToAddress(state.Address) is { } address)
            {
                observations.Add(new AddressObservation(
                    address,
                    new Epoch(state.Epoch),
                    [.. state.Interfaces],
                    state.RequestsReceived,
                    state.ResponsesSent,
                    state.GratuitousSent,
                    state.InterfacesMissing)
                {
                    Standing = ToStanding(state.Standing),
                    Claimant = string.Join(':', state.Claimant.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture))),
                    Ownership = ToCounts(state.Ownership),
                });
            }
        }

        return observations.ToImmutable();
    }

    public static ImmutableArray<Address> ToAddresses(IEnumerable<ByteString> addresses) =>
        [.. addresses.Select(ToAddress).OfType<Address>()];

    private static Announcement ToAnnouncement(AddressOrder order)
    {
        var announcement = new Announcement
        {
            Address = ToBytes(order.Address),
            Epoch = order.Epoch.Value,
            IsNew = order.IsNew,
        };
        announcement.Interfaces.AddRange(order.Interfaces);
        return announcement;
    }

    private static OwnershipCounts ToCounts(OwnershipCounters? counters) => counters is null
        ? OwnershipCounts.None
        : new OwnershipCounts(
            counters.ProbesSent,
            counters.StrangerClaims,
            counters.MemberClaims,
            counters.Defences,
            counters.Conflicts,
            counters.Yields);

    /// <summary>A word of a newer agent that this silo does not know means that it announces, as silence does.</summary>
    private static AddressStanding ToStanding(Standing standing) => standing switch
    {
        Standing.Probing => AddressStanding.Probing,
        Standing.Conflict => AddressStanding.Conflict,
        Standing.Contested => AddressStanding.Contested,
        Standing.Yielded => AddressStanding.Yielded,
        Standing.NodeAddress => AddressStanding.NodeAddress,
        Standing.DefaultGateway => AddressStanding.DefaultGateway,
        _ => AddressStanding.Announced,
    };

    private static ByteString ToBytes(Address address) => ByteString.CopyFrom(address.ToBytes());

    private static Address? ToAddress(ByteString octets) =>
        octets.Length is 4 or 16 ? Address.FromBytes(octets.Span) : null;
}
