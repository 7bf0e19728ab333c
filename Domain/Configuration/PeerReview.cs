using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges one BGPPeer by itself (C-070 to C-089b).</summary>
internal static class PeerReview
{
    // Linux: IFNAMSIZ is 16 with the closing zero.
    private const int InterfaceNameLengthMax = 15;

    /// <summary>Reads the peer; what comes back is only meaningful when the review found nothing wrong.</summary>
    public static BgpPeer ReadPeer(this ObjectReview review, BGPPeerSpec spec)
    {
        review.CheckNumbers(spec);
        var address = review.ReadPeerAddress(spec);
        var (hold, keepalive) = review.ReadTimers(spec);
        return new BgpPeer
        {
            Name = spec.Name,
            MyASN = (uint)Math.Clamp(spec.MyASN, 0, uint.MaxValue),
            PeerASN = spec.PeerASN is > 0 and <= uint.MaxValue ? (uint)spec.PeerASN : null,
            DynamicASN = review.ReadDynamicASN(spec),
            LocalASN = spec.LocalASN is > 0 and <= uint.MaxValue ? (uint)spec.LocalASN : null,
            Address = address,
            Interface = review.ReadInterfaceName("spec.interface", spec.Interface),
            SourceAddress = review.ReadSourceAddress(spec, address),
            Port = review.ReadPort(spec),
            HoldTime = hold,
            KeepaliveTime = keepalive,
            ConnectTime = review.ReadConnectTime(spec),
            RouterID = review.ReadRouterID(spec),
            NodeSelectors = review.ReadList("spec.nodeSelectors", spec.NodeSelectors),
            HasGracefulRestart = spec.EnableGracefulRestart,
            LongLivedStaleTime = review.ReadLongLivedStaleTime(spec),
            IsEbgpMultiHop = spec.EbgpMultiHop,
            Vrf = review.ReadInterfaceName("spec.vrf", spec.Vrf),
            IsDualStack = spec.DualStackAddressFamily,
            IsPassive = review.ReadSwitch(BgpAnnotations.Passive, spec.Passive),
            HasTtlSecurity = review.ReadSwitch(BgpAnnotations.TtlSecurity, spec.TtlSecurity),
            AddressFrom = review.ReadPlace(BgpAnnotations.PeerAddressFrom, spec.PeerAddressFrom, isNumber: false),
            PeerASNFrom = review.ReadPlace(BgpAnnotations.PeerASNFrom, spec.PeerASNFrom, isNumber: true),
            MyASNFrom = review.ReadPlace(BgpAnnotations.MyASNFrom, spec.MyASNFrom, isNumber: true),
        };
    }

    private static void CheckNumbers(this ObjectReview review, BGPPeerSpec spec)
    {
        if (spec.MyASN == 0)
        {
            review.Refuse("spec.myASN", "missing local ASN", "Set myASN to the number of this side's autonomous system.");
        }

        review.CheckNumber("spec.myASN", "local ASN", spec.MyASN);
        review.CheckNumber("spec.peerASN", "peer ASN", spec.PeerASN);
        review.CheckNumber("spec.localASN", "localASN", spec.LocalASN);
        if (spec.PeerASN == 0 && spec.DynamicASN.Length == 0 && spec.PeerASNFrom is null)
        {
            review.Refuse(
                "spec.peerASN",
                "missing peer ASN and dynamicASN",
                "Set peerASN, or set dynamicASN to internal or external.");
        }
        else if (spec.PeerASN != 0 && spec.DynamicASN.Length != 0)
        {
            review.Refuse(
                "spec.dynamicASN", "both peer ASN and dynamicASN specified", "Remove either peerASN or dynamicASN.");
        }

        if (spec.EbgpMultiHop && spec.PeerASN == spec.MyASN)
        {
            review.Refuse(
                "spec.ebgpMultiHop",
                "invalid ebgp-multihop parameter set for an ibgp peer",
                "Remove ebgpMultiHop: iBGP peers may be any number of hops away.");
        }

        if (spec.LocalASN != 0 && (spec.PeerASN == spec.MyASN || spec.DynamicASN == "internal"))
        {
            review.Refuse(
                "spec.localASN",
                "invalid localASN parameter set for an ibgp peer",
                "Remove localASN, or set myASN to that number: inside one autonomous system there is only one.");
        }
    }

    private static void CheckNumber(this ObjectReview review, string field, string what, long number)
    {
        if (number is < 0 or > uint.MaxValue)
        {
            review.Refuse(field, $"invalid {what} {number}", "Use a number from 1 to 4294967295.");
        }
    }

    private static BgpAsnMode? ReadDynamicASN(this ObjectReview review, BGPPeerSpec spec)
    {
        switch (spec.DynamicASN)
        {
            case "":
                return null;
            case "internal":
                return BgpAsnMode.Internal;
            case "external":
                return BgpAsnMode.External;
            default:
                review.Refuse("spec.dynamicASN", $"invalid dynamicASN {spec.DynamicASN}", "Use internal or external.");
                return null;
        }
    }

    private static Address? ReadPeerAddress(this ObjectReview review, BGPPeerSpec spec)
    {
        if (spec.PeerAddress.Length == 0 && spec.Interface.Length == 0 && spec.PeerAddressFrom is null)
        {
            review.Refuse(
                "spec.peerAddress",
                "peer has no Address or Interface specified",
                "Set peerAddress to the router's address, or interface for an unnumbered session.");
        }
        else if (spec.PeerAddress.Length != 0 && spec.Interface.Length != 0)
        {
            review.Refuse(
                "spec.interface", "peer has both Address and Interface specified", "Remove either peerAddress or interface.");
        }

        if (spec.PeerAddress.Length == 0)
        {
            return null;
        }

        if (Address.TryParse(spec.PeerAddress, out var address))
        {
            return address.Unmap();
        }

        review.Refuse(
            "spec.peerAddress",
            $"invalid BGPPeer address {QuotedText.Of(spec.PeerAddress)}",
            "Write an IPv4 or IPv6 address; names are not looked up.");
        return null;
    }

    private static Address? ReadSourceAddress(this ObjectReview review, BGPPeerSpec spec, Address? peer)
    {
        if (spec.SourceAddress.Length == 0)
        {
            return null;
        }

        if (!Address.TryParse(spec.SourceAddress, out var read))
        {
            review.Refuse(
                "spec.sourceAddress",
                $"invalid source IP {QuotedText.Of(spec.SourceAddress)}",
                "Write an IPv4 or IPv6 address of the node, or leave sourceAddress out.");
            return null;
        }

        var address = read.Unmap();
        if (peer is { } other && other.Family != address.Family)
        {
            review.Refuse(
                "spec.sourceAddress",
                $"invalid source IP {QuotedText.Of(spec.SourceAddress)}: not of the family of peerAddress "
                + QuotedText.Of(spec.PeerAddress),
                "Use two IPv4 or two IPv6 addresses: both are ends of one connection.");
        }

        return address;
    }

    private static Address? ReadRouterID(this ObjectReview review, BGPPeerSpec spec)
    {
        if (spec.RouterID.Length == 0)
        {
            return null;
        }

        // Deviation: MetalLB takes any address and its native mode ends at an IPv6 one. RFC 6286 §2.1: not zero.
        if (Address.TryParse(spec.RouterID, out var address)
            && address.Unmap() is { Family: IPFamily.IPv4 } identifier
            && identifier.Value != 0)
        {
            return identifier;
        }

        review.Refuse(
            "spec.routerID",
            $"invalid router ID {QuotedText.Of(spec.RouterID)}",
            "Write it as an IPv4 address other than 0.0.0.0, or leave routerID out.");
        return null;
    }

    private static int ReadPort(this ObjectReview review, BGPPeerSpec spec)
    {
        if (spec.PeerPort is >= 0 and <= ushort.MaxValue)
        {
            // Converted v1beta1 objects may carry the 0 that meant the default there (C-098).
            return spec.PeerPort == 0 ? BgpPeer.DefaultPort : (int)spec.PeerPort;
        }

        review.Refuse("spec.peerPort", $"invalid peer port {spec.PeerPort}", "Use a port from 1 to 16384, or leave it out for 179.");
        return BgpPeer.DefaultPort;
    }

    private static string? ReadInterfaceName(this ObjectReview review, string field, string name)
    {
        if (name.Length == 0)
        {
            return null;
        }

        if (name.Length > InterfaceNameLengthMax
            || name is "." or ".."
            || name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            review.Refuse(
                field,
                $"invalid {field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..]} name {QuotedText.Of(name)}",
                $"Use the name of a network interface: at most {InterfaceNameLengthMax} characters, no spaces, ':' or '/'.");
        }

        return name;
    }
}
