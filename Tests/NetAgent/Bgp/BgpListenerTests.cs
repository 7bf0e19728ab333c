using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Networks;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>Port 179 of a node.</summary>
public sealed class BgpListenerTests
{
    // Two that shared the port would each get half of the connections.
    [RootTheory]
    [Trait("Needs", "Root")]
    [InlineData(AddressFamily.InterNetwork, "127.0.0.1")]
    [InlineData(AddressFamily.InterNetworkV6, "::1")]
    public async Task The_port_is_one_process_s_and_free_as_soon_as_that_ends(AddressFamily family, string loopback)
    {
        await using var network = await NetworkLab.CreateAsync("port", default);
        var machine = await network.AddMachineAsync("node", default);
        var accepted = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = await machine.RunAsync(() => BgpListener.Start(family, "", accepted.SetResult));
        using var client = await machine.RunAsync(() => new Socket(family, SocketType.Stream, ProtocolType.Tcp));
        await client.ConnectAsync(new IPEndPoint(IPAddress.Parse(loopback), BgpListener.Port))
            .WithinAsync("connecting", loopback, "a connection");

        var refused = await Assert.ThrowsAsync<SocketException>(
            () => machine.RunAsync(() => BgpListener.Start(family, "", accepted.SetResult)));
        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);

        // The end that closes first waits in TIME_WAIT; that is this one.
        first.Dispose();
        (await accepted.Task.WithinAsync("accepting", loopback, "a connection")).Dispose();
        using var next = await machine.RunAsync(() => BgpListener.Start(family, "", _ => { }));
    }
}
