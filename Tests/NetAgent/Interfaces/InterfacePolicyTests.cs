using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
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

        Assert.Equal(expected.ToString(), InterfacePolicy.Judge(link, exclusions).ToString());
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
}
