using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>Puts what the announcer does into the words of the agent link.</summary>
internal static class Observation
{
    /// <summary>The state of every address that is announced.</summary>
    public static IEnumerable<AnnouncementState> Announcements(Announcer announcer) =>
        announcer.Orders.Select(order => Announcement(announcer, order.Key, order.Value));

    /// <summary>The state of every interface.</summary>
    public static IEnumerable<InterfaceState> Interfaces(Announcer announcer) =>
        announcer.Interfaces.Values.Select(judged => Interface(announcer, judged));

    private static AnnouncementState Announcement(Announcer announcer, IPAddress address, Order order)
    {
        var counters = announcer.Counters(address);
        var state = new AnnouncementState
        {
            Address = ByteString.CopyFrom(address.GetAddressBytes()),
            Epoch = order.Epoch,
            RequestsReceived = counters?.RequestsReceived ?? 0,
            ResponsesSent = counters?.ResponsesSent ?? 0,
            GratuitousSent = counters?.GratuitousSent ?? 0,
            InterfacesMissing = announcer.AreInterfacesMissing(order),
        };
        state.Interfaces.AddRange(announcer.AnsweredOn(address, order));
        (state.Standing, var claimant) = announcer.StandingOf(address);
        if (claimant != MacAddress.Zero)
        {
            state.Claimant = ToBytes(claimant);
        }

        if (counters is not null)
        {
            state.Ownership = Ownership(counters);
        }

        return state;
    }

    private static OwnershipCounters Ownership(AddressCounters counters) => new()
    {
        ProbesSent = counters.ProbesSent,
        StrangerClaims = counters.StrangerClaims,
        MemberClaims = counters.MemberClaims,
        Defences = counters.Defences,
        Conflicts = counters.Conflicts,
        Yields = counters.Yields,
    };

    private static ByteString ToBytes(MacAddress mac)
    {
        var octets = new byte[MacAddress.Length];
        mac.Write(octets);
        return UnsafeByteOperations.UnsafeWrap(octets);
    }

    private static InterfaceState Interface(Announcer announcer, JudgedInterface judged)
    {
        var state = new InterfaceState
        {
            Name = judged.Link.Name,
            Index = (uint)judged.Link.Index,
            Mac = ToBytes(judged.Link.Mac),
            Carrier = judged.Link.HasCarrier,
            AnswersArp = announcer.Answers(AddressFamily.InterNetwork, judged.Link.Index),
            Skipped = Reason(judged.Arp),
            AnswersNdp = announcer.Answers(AddressFamily.InterNetworkV6, judged.Link.Index),
            SkippedNdp = Reason(judged.Ndp),
        };
        state.Subnets.AddRange(announcer.AddressesOf(judged.Link.Index)
            .OrderBy(address => address.Address.IPv6)
            .Select(ToSubnet));
        return state;
    }

    private static Subnet ToSubnet(LinkAddress address)
    {
        var octets = new byte[address.Address.IsIPv4 ? IPv4Address.Length : IPv6Address.Length];
        if (address.Address.IsIPv4)
        {
            address.Address.IPv4.Write(octets);
        }
        else
        {
            address.Address.IPv6.Write(octets);
        }

        return new Subnet { Address = UnsafeByteOperations.UnsafeWrap(octets), PrefixLength = address.PrefixLength };
    }

    private static string Reason(InterfaceVerdict verdict) =>
        verdict == InterfaceVerdict.Qualifies ? "" : verdict.ToString();
}
