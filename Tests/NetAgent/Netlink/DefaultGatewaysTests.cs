using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Tests.NetAgent.Netlink;

/// <summary>Lines as Linux 6.18 prints them.</summary>
public sealed class DefaultGatewaysTests
{
    [Fact]
    public void Finds_every_default_gateway_of_IPv4_and_reads_no_further()
    {
        var gateways = new HashSet<IPAddressValue>();

        DefaultGateways.AddIPv4(
            Lines(
                "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                "eth1\t00000000\tFE0200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
                "tun0\t00000000\t090200C0\t0003\t0\t0\t0\t00000080\t0\t0\t0",
                "wg0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0",
                "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0"),
            gateways);

        Assert.Equal(["192.0.2.1", "192.0.2.254"], gateways.Select(gateway => gateway.ToString()));
    }

    [Fact]
    public void Finds_the_default_gateways_of_IPv6_wherever_they_are()
    {
        var gateways = new HashSet<IPAddressValue>();

        DefaultGateways.AddIPv6(
            [
                "20010db8000000000000000000000000 40 " + Zeros + " 00 " + Zeros + " 00000100 00000001 00000000 00000001 eth0",
                Zeros + " 00 " + Zeros + " 00 20010db8000000000000000000000001 00000400 00000001 00000000 00000003 eth0",
                Zeros + " 00 " + Zeros + " 00 " + Zeros + " ffffffff 00000001 00000000 00200200 lo",
                "short",
            ],
            gateways);

        Assert.Equal(["2001:db8::1"], gateways.Select(gateway => gateway.ToString()));
    }

    private static string Zeros { get; } = new('0', 32);

    private static IEnumerable<string> Lines(params string[] lines)
    {
        foreach (var line in lines)
        {
            yield return line;
        }

        Assert.Fail("A routing table may be long, and what follows the default routes is not read.");
    }
}
