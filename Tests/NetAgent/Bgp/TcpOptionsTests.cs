using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>What the kernel is told of BGP's connections.</summary>
public sealed class TcpOptionsTests
{
    private const int LevelIPv4 = 0;
    private const int TypeOfService = 1;
    private const int TimeToLive = 2;
    private const int TimeToLiveMin = 21;

    // B-046 and RFC 5082: what leaves, and what is let in.
    [Theory]
    [InlineData(BgpReach.Link, 1, 0)]
    [InlineData(BgpReach.Far, 255, 0)]
    [InlineData(BgpReach.Secured, 255, 255)]
    internal void A_reach_is_a_pair_of_limits(BgpReach reach, int leaving, int arriving)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        TcpOptions.SetReach(socket, reach);
        TcpOptions.SetTrafficClass(socket);

        Assert.Equal(leaving, Read(socket, TimeToLive));
        Assert.Equal(arriving, Read(socket, TimeToLiveMin));
        Assert.Equal(0xC0, Read(socket, TypeOfService));
    }

    // RFC 2385: both ends with the key talk; the listener has it before and after it listens.
    [RootTheory]
    [Trait("Needs", "Root")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_key_on_both_ends_lets_them_talk(string address)
    {
        var loopback = IPAddress.Parse(address);
        var key = new BgpSecret("swordfish"u8);
        using var listener = new Socket(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(loopback, port: 0));
        listener.Listen();
        TcpOptions.SetMd5(listener, loopback, key);
        using var client = new Socket(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        TcpOptions.SetMd5(client, loopback, key);

        await client.ConnectAsync(listener.LocalEndPoint!).WithinAsync("connecting", address, "a connection");
        using var accepted = await listener.AcceptAsync();
        TcpOptions.SetMd5(client, loopback, new BgpSecret("another"u8));
        TcpOptions.SetMd5(accepted, loopback, new BgpSecret("another"u8));
        await client.SendAsync("x"u8.ToArray());

        Assert.Equal(1, await accepted.ReceiveAsync(new byte[8]).WithinAsync("receiving", address, "an octet"));
    }

    [Fact]
    public void A_kernel_without_TCP_AO_is_found_out()
    {
        var hasConfiguration = File.Exists("/proc/sys/net/ipv4/tcp_ao");

        // The probe must answer either way and never throw; kernels that have the option mostly show it nowhere else.
        Assert.True(TcpOptions.HasTcpAuthentication || !hasConfiguration);
    }

    [Fact]
    public void A_device_that_is_missing_is_said_so()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // ENODEV, or EPERM without the right to raw sockets.
        Assert.Throws<SocketException>(() => TcpOptions.BindToDevice(socket, "nowhere0"));
    }

    private static int Read(Socket socket, int option)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        socket.GetRawSocketOption(LevelIPv4, option, value);
        return BinaryPrimitives.ReadInt32LittleEndian(value);
    }
}
