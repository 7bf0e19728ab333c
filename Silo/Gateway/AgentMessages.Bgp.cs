using System.Collections.Immutable;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Grains.Interfaces.Nodes;
using DomainPeer = MetalOrleans.Domain.Bgp.BgpPeer;

namespace MetalOrleans.Silo.Gateway;

/// <summary>Sessions and routes in the words of the agent protocol, and back.</summary>
internal static partial class AgentMessages
{
    /// <summary>What the agent says of its sessions; one without a name is left out.</summary>
    public static ImmutableArray<SessionObservation> ToSessions(IEnumerable<BgpSessionState> states)
    {
        var observations = ImmutableArray.CreateBuilder<SessionObservation>();
        foreach (var state in states)
        {
            if (state.Name.Length > 0)
            {
                observations.Add(ToSession(state));
            }
        }

        return observations.ToImmutable();
    }

    private static SessionObservation ToSession(BgpSessionState state) => new(
        state.Name, ToPhase(state.State), state.Flaps, state.Reason)
    {
        RemoteAddress = ToAddress(state.RemoteAddress),
        LocalAddress = ToAddress(state.LocalAddress),
        RemoteASN = state.RemoteAsn,
        Watch = ToWatch(state.BfdState),
        PrefixesSent = state.PrefixesSent,
        PrefixesPending = state.PrefixesPending,
        PrefixesUnsendable = state.PrefixesUnsendable,
        UpdatesSent = state.UpdatesSent,
        UpdatesReceived = state.UpdatesReceived,
        MessagesSent = state.MessagesSent,
        MessagesReceived = state.MessagesReceived,
    };

    /// <summary>A word of a newer agent that this silo does not know is no session that works.</summary>
    private static SessionPhase ToPhase(BgpState state) => state switch
    {
        BgpState.Connect => SessionPhase.Connect,
        BgpState.Active => SessionPhase.Active,
        BgpState.OpenSent => SessionPhase.OpenSent,
        BgpState.OpenConfirm => SessionPhase.OpenConfirm,
        BgpState.Established => SessionPhase.Established,
        _ => SessionPhase.Idle,
    };

    private static WatchPhase ToWatch(BfdState state) => state switch
    {
        BfdState.AdminDown => WatchPhase.AdminDown,
        BfdState.Down => WatchPhase.Down,
        BfdState.Init => WatchPhase.Init,
        BfdState.Up => WatchPhase.Up,
        _ => WatchPhase.None,
    };

    private static Agent.Contracts.BgpPeer ToPeer(BgpSession session)
    {
        var peer = session.Peer;
        var message = new Agent.Contracts.BgpPeer
        {
            Name = peer.Name,
            Address = peer.Address is { } address ? ToBytes(address) : ByteString.Empty,
            Interface = peer.Interface ?? "",
            Port = (uint)peer.Port,
            MyAsn = peer.MyASN,
            LocalAsn = peer.LocalASN ?? 0,
            PeerAsn = peer.PeerASN ?? 0,
            DynamicAsn = ToDynamic(peer),
            HoldSeconds = (uint)peer.HoldTime.TotalSeconds,
            KeepaliveSeconds = (uint)peer.KeepaliveTime.TotalSeconds,
            ConnectSeconds = (uint)peer.ConnectTime.TotalSeconds,
            SourceAddress = peer.SourceAddress is { } source ? ToBytes(source) : ByteString.Empty,
            RouterId = peer.RouterID is { } router ? ToBytes(router) : ByteString.Empty,
            Password = peer.Password is { } password ? ByteString.CopyFrom(password.Reveal()) : ByteString.Empty,
            EbgpMultihop = peer.IsEbgpMultiHop,
            GracefulRestart = peer.HasGracefulRestart,
            DualStack = peer.IsDualStack,
            Vrf = peer.Vrf ?? "",
            Passive = peer.IsPassive,
            Gtsm = peer.HasTtlSecurity,
            LongLivedStaleSeconds = (uint)peer.LongLivedStaleTime.TotalSeconds,
        };
        if (session.Bfd is { } profile)
        {
            message.Bfd = ToBfd(profile);
        }

        return message;
    }

    private static BgpDynamicAsn ToDynamic(DomainPeer peer) => peer.DynamicASN switch
    {
        BgpAsnMode.Internal => BgpDynamicAsn.Internal,
        BgpAsnMode.External => BgpDynamicAsn.External,
        _ => BgpDynamicAsn.None,
    };

    private static BfdSettings ToBfd(BfdProfile profile) => new()
    {
        Profile = profile.Name,
        ReceiveMilliseconds = (uint)profile.ReceiveInterval.TotalMilliseconds,
        TransmitMilliseconds = (uint)profile.TransmitInterval.TotalMilliseconds,
        DetectMultiplier = (uint)profile.DetectMultiplier,
        EchoMilliseconds = profile.IsEchoMode ? (uint)profile.EchoInterval.TotalMilliseconds : 0,
        Passive = profile.IsPassive,
        MinimumTtl = (uint)profile.MinimumTtl,
    };

    private static BgpRoute ToRoute(NodeRoute route)
    {
        var message = new BgpRoute { Prefix = ToSubnet(route.Prefix) };
        message.Paths.AddRange(route.Paths.Select(ToPath));
        return message;
    }

    private static BgpPath ToPath(RoutePath path)
    {
        var attributes = path.Attributes;
        var message = new BgpPath
        {
            LocalPreference = attributes.LocalPreference ?? 0,
            HasLocalPreference = attributes.LocalPreference is not null,
            Med = attributes.Med ?? 0,
            HasMed = attributes.Med is not null,
            Prepend = (uint)attributes.Prepend,
            LinkBandwidth = attributes.LinkBandwidth,
        };
        message.Peers.AddRange(path.Peers);
        foreach (var community in attributes.Communities)
        {
            if (community.Kind == BgpCommunityKind.Standard)
            {
                message.Communities.Add(community.Value);
            }
            else
            {
                message.LargeCommunities.Add(new LargeCommunity
                {
                    GlobalAdministrator = community.GlobalAdministrator,
                    LocalData1 = community.LocalDataPart1,
                    LocalData2 = community.LocalDataPart2,
                });
            }
        }

        return message;
    }

    private static Subnet ToSubnet(Prefix prefix) =>
        new() { Address = ToBytes(prefix.Network), PrefixLength = (uint)prefix.Length };
}
