using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Tests.Protocols.Arp;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>B-043, W-116: the BGP Identifier of a session for which no router ID is configured.</summary>
public sealed class NodeAddressesTests
{
    private static readonly LinkState _eth0 = new(
        2, "eth0", LinkFlags.Up | LinkFlags.Broadcast, LinkState.Ethernet, ArpVectors.Interface, Master: 0);

    private readonly NodeAddresses _addresses = new("node1");

    [Fact]
    public void Is_the_IPv4_address_that_the_session_leaves_from() =>
        Assert.Equal(Value("192.0.2.9").IPv4, _addresses.IdentifierFor(Value("192.0.2.9")));

    [Fact]
    public void Is_the_lowest_IPv4_address_of_the_interface_that_an_IPv6_session_leaves_from()
    {
        Add("192.0.2.7", "192.0.2.11", "2001:db8::11");
        AddTo(3, "eth1", "10.0.0.1");

        Assert.Equal(Value("192.0.2.7").IPv4, _addresses.IdentifierFor(Value("2001:db8::11")));
    }

    [Fact]
    public void Is_another_interfaces_where_that_one_has_none_but_never_127_0_0_1()
    {
        Add("2001:db8::11");
        AddTo(1, "lo", "127.0.0.1");
        AddTo(3, "eth1", "192.0.2.8");

        Assert.Equal(Value("192.0.2.8").IPv4, _addresses.IdentifierFor(Value("2001:db8::11")));
    }

    // CRC-32 of "node1" is 85ef2540.
    [Fact]
    public void Is_made_of_the_nodes_name_where_there_is_no_IPv4_at_all()
    {
        Add("2001:db8::11");
        AddTo(1, "lo", "127.0.0.1");

        Assert.Equal(Value("64.37.239.133").IPv4, _addresses.IdentifierFor(Value("2001:db8::11")));
        Assert.Equal(Value("64.37.239.133").IPv4, _addresses.IdentifierFor(null));
    }

    private static IPAddressValue Value(string text) => IPAddressValue.From(System.Net.IPAddress.Parse(text));

    private void Add(params string[] addresses) => AddTo(_eth0.Index, _eth0.Name, addresses);

    private void AddTo(int index, string name, params string[] addresses)
    {
        _addresses.Apply(new LinkMessage.Present(_eth0 with { Index = index, Name = name }));
        foreach (var address in addresses)
        {
            _addresses.Apply(new LinkMessage.AddressPresent(new LinkAddress(index, Value(address), 24, LinkAddressFlags.None)));
        }
    }
}
