using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Netlink;

[Trait("Needs", "Root")]
public sealed class DefaultRouteFilterTests
{
    private const int LevelNetlink = 270;
    private const int AddMembership = 1;

    // RTNLGRP_IPV4_ROUTE and RTNLGRP_IPV6_ROUTE of linux/rtnetlink.h, and RTM_NEWROUTE.
    private const int IPv4Routes = 7;
    private const int IPv6Routes = 11;
    private const ushort NewRoute = 24;

    [RootFact("ip")]
    public async Task The_kernel_lets_default_routes_through_and_nothing_else()
    {
        await using var lab = await NetworkLab.CreateAsync("routefilter", default);
        var machine = await lab.AddMachineAsync("node", default);
        await machine.ConfigureAsync(
            ["link add v0 type veth peer name v1", "link set v0 up", "link set v1 up", "addr add 192.0.2.20/24 dev v0", "addr add 2001:db8::20/64 dev v0 nodad"],
            default);
        using var socket = await machine.RunAsync(() =>
        {
            var opened = LinuxSocket.OpenRtnetlink();
            PacketFilter.Attach(opened, DefaultRouteFilter.Build());
            LinuxSocket.Bind(opened);
            opened.SetRawSocketOption(LevelNetlink, AddMembership, BitConverter.GetBytes(IPv4Routes));
            opened.SetRawSocketOption(LevelNetlink, AddMembership, BitConverter.GetBytes(IPv6Routes));
            return opened;
        });

        await machine.ConfigureAsync(
            ["route add 198.51.100.0/24 via 192.0.2.1", "route add default via 192.0.2.1", "route add 2001:db8:5::/48 via 2001:db8::1", "route add default via 2001:db8::1"],
            default);

        Assert.Equal([(NewRoute, AddressFamily.InterNetwork), (NewRoute, AddressFamily.InterNetworkV6)], [Next(socket), Next(socket)]);
        Assert.False(socket.Poll(0, SelectMode.SelectRead));
    }

    // nlmsghdr: the type is its second field; rtmsg behind it begins with the family, AF_INET6 being 10 in Linux.
    private static (ushort Type, AddressFamily Family) Next(Socket socket)
    {
        var message = new byte[4096];
        socket.ReceiveTimeout = 10_000;
        Assert.InRange(socket.Receive(message), 28, message.Length);
        return (BitConverter.ToUInt16(message, 4), message[16] == 10 ? AddressFamily.InterNetworkV6 : (AddressFamily)message[16]);
    }
}
