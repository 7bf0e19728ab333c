using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Protocols.Arp;

namespace MetalOrleans.Tests.NetAgent.Interfaces;

[Trait("Ref", "L-050")]
public sealed class InterfacePolicyTests
{
    private static readonly LinkState Good = new(
        2, "eth0", LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.LowerUp, LinkState.Ethernet, ArpVectors.Interface, Master: 0);

    public static TheoryData<string> Rows => [.. Cases().Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Judges(string row)
    {
        var (link, expected) = Cases()[row];
        var exclusions = InterfaceExclusions.Create(["^veth.*"], "f").Exclusions!;

        Assert.Equal(expected.ToString(), InterfacePolicy.JudgeArp(link, exclusions).ToString());
    }

    private static Dictionary<string, (LinkState Link, InterfaceVerdict Verdict)> Cases() => new(StringComparer.Ordinal)
    {
        ["an interface that is up, on Ethernet, with broadcast"] = (Good, InterfaceVerdict.Qualifies),
        ["one without carrier, which is not MetalLB's reason to skip"] =
            (Good with { Flags = LinkFlags.Up | LinkFlags.Broadcast }, InterfaceVerdict.Qualifies),
        ["an excluded name (L-060)"] = (Good with { Name = "veth12" }, InterfaceVerdict.Excluded),
        ["an interface that is down"] = (Good with { Flags = LinkFlags.Broadcast }, InterfaceVerdict.Down),
        ["a bridge port"] = (Good with { Master = 7 }, InterfaceVerdict.Enslaved),
        ["one without ARP"] = (Good with { Flags = Good.Flags | LinkFlags.NoArp }, InterfaceVerdict.NoArp),
        ["one without broadcast (L-051)"] =
            (Good with { Flags = LinkFlags.Up | LinkFlags.LowerUp }, InterfaceVerdict.NoBroadcast),
        ["the loopback"] = (Good with { Flags = LinkFlags.Up | LinkFlags.Loopback }, InterfaceVerdict.Loopback),
        ["another medium"] = (Good with { HardwareType = 512 }, InterfaceVerdict.NotEthernet),
        ["no link-layer address"] = (Good with { Mac = MacAddress.Zero }, InterfaceVerdict.NotEthernet),
    };

    public static TheoryData<string> NdpRows => [.. NdpCases().Keys];

    [Theory]
    [Trait("Ref", "L-051")]
    [MemberData(nameof(NdpRows))]
    public void Judges_for_IPv6(string row)
    {
        var (link, linkLocals, expected) = NdpCases()[row];

        Assert.Equal(
            expected.ToString(),
            InterfacePolicy.JudgeNdp(link, [.. linkLocals.Select(Address)], InterfaceExclusions.None).ToString());
    }

    private static LinkAddress Address(LinkAddressFlags flags) => new(
        2, new IPv6Address(0xFE80_0000_0000_0000, 10), PrefixLength: 64, flags);

    private static Dictionary<string, (LinkState Link, LinkAddressFlags[] LinkLocals, InterfaceVerdict Verdict)> NdpCases()
    {
        var link = Good with { Flags = LinkFlags.Up | LinkFlags.Multicast };
        LinkAddressFlags[] unique = [LinkAddressFlags.None];
        return new(StringComparer.Ordinal)
        {
            ["an interface with a link-local address, and without broadcast"] = (link, unique, InterfaceVerdict.Qualifies),
            ["one without"] = (link, [], InterfaceVerdict.NoLinkLocal),
            ["one whose address may not be unique (L-084)"] =
                (link, [LinkAddressFlags.Tentative], InterfaceVerdict.LinkLocalTentative),
            ["one whose address is used meanwhile"] =
                (link, [LinkAddressFlags.Tentative | LinkAddressFlags.Optimistic], InterfaceVerdict.Qualifies),
            ["one whose address somebody else has"] =
                (link, [LinkAddressFlags.Tentative | LinkAddressFlags.Duplicate], InterfaceVerdict.LinkLocalDuplicate),
            ["one of whose addresses is unique"] =
                (link, [LinkAddressFlags.Duplicate, LinkAddressFlags.None], InterfaceVerdict.Qualifies),
            ["one without multicast"] = (link with { Flags = LinkFlags.Up }, unique, InterfaceVerdict.NoMulticast),
            ["one without ARP, and so without neighbours"] =
                (link with { Flags = link.Flags | LinkFlags.NoArp }, unique, InterfaceVerdict.NoArp),
            ["a bridge port"] = (link with { Master = 7 }, unique, InterfaceVerdict.Enslaved),
            ["no link-layer address"] = (link with { Mac = MacAddress.Zero }, unique, InterfaceVerdict.NotEthernet),
        };
    }
}
