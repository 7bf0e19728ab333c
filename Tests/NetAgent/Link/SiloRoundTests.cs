using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Link;
using MetalOrleans.NetAgent.Options;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Link;

/// <summary>An agent finds the silo that leads among several.</summary>
public sealed class SiloRoundTests
{
    private const int StandsBy = 503;

    // A silo is late when the test says so, and not when the machine is busy.
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_silo_that_stands_by_is_passed_over_at_once()
    {
        await using var standby = await FakeSilo.StartAsync();
        await using var leader = await FakeSilo.StartAsync();
        standby.RefuseWith = StandsBy;

        using var socket = await DialAsync(NewDialer(standby.Port, leader.Port));

        await leader.AcceptAsync();
    }

    [Fact]
    public async Task A_silo_that_stands_by_names_one_that_the_agent_was_not_told_of()
    {
        await using var standby = await FakeSilo.StartAsync();
        await using var leader = await FakeSilo.StartAsync();
        standby.RefuseWith = StandsBy;
        standby.ActiveSilo = $"127.0.0.1:{leader.Port}";

        using var socket = await DialAsync(NewDialer(standby.Port));

        await leader.AcceptAsync();
    }

    [Fact]
    public async Task Two_silos_that_name_each_other_end_the_round()
    {
        await using var first = await FakeSilo.StartAsync();
        await using var second = await FakeSilo.StartAsync();
        (first.RefuseWith, second.RefuseWith) = (StandsBy, StandsBy);
        first.ActiveSilo = $"127.0.0.1:{second.Port}";
        second.ActiveSilo = $"127.0.0.1:{first.Port}";

        var failure = await Assert.ThrowsAsync<SiloUnreachableException>(() => DialAsync(NewDialer(first.Port)));

        Assert.Contains($"127.0.0.1:{first.Port}: the silo answered the upgrade with status 503: played by a test", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{second.Port}: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, first.Authorizations.Reader.Count + second.Authorizations.Reader.Count);
    }

    [Fact]
    public async Task A_silo_that_never_answers_holds_nobody_up()
    {
        // It accepts connections, as the kernel of a machine does whose program hangs.
        using var hanging = new TcpListener(IPAddress.Loopback, 0);
        hanging.Start();
        await using var leader = await FakeSilo.StartAsync();

        var dialling = DialAsync(NewDialer(((IPEndPoint)hanging.LocalEndpoint).Port, leader.Port));
        await _clock.WaitForTimerDueInAsync(SiloDialer.Stagger);
        _clock.Advance(SiloDialer.Stagger);
        using var socket = await dialling;

        await leader.AcceptAsync();
    }

    [Fact]
    public async Task The_silo_that_served_last_is_dialled_first()
    {
        await using var standby = await FakeSilo.StartAsync();
        await using var leader = await FakeSilo.StartAsync();
        standby.RefuseWith = StandsBy;
        var dialer = NewDialer(standby.Port, leader.Port);
        using var first = await DialAsync(dialer);

        using var second = await DialAsync(dialer);

        await leader.AcceptAsync();
        await leader.AcceptAsync();
        Assert.Equal(1, standby.Authorizations.Reader.Count);
    }

    [Fact]
    public async Task Every_address_of_a_name_is_dialled_and_stays_known_when_the_name_server_is_gone()
    {
        await using var leader = await FakeSilo.StartAsync();
        var answers = new Queue<IPAddress[]?>([[IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], null]);
        var options = new AgentOptions { NodeName = "node", Silo = new SiloEndpoint("localhost", leader.Port, IsPlaintext: true) };
        var dialer = new SiloDialer(options, _clock, (_, _) => answers.Dequeue() is { } addresses
            ? Task.FromResult(addresses)
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain)));

        using var first = await DialAsync(dialer);
        using var second = await DialAsync(dialer);

        await leader.AcceptAsync();
        await leader.AcceptAsync();
    }

    private SiloDialer NewDialer(params int[] ports)
    {
        ImmutableArray<SiloEndpoint> silos = [.. ports.Select(port => new SiloEndpoint("127.0.0.1", port, IsPlaintext: true))];
        return new SiloDialer(
            new AgentOptions { NodeName = "node", Silo = silos[0], OtherSilos = silos.RemoveAt(0) }, _clock, Dns.GetHostAddressesAsync);
    }

    private static Task<System.Net.WebSockets.WebSocket> DialAsync(SiloDialer dialer) =>
        dialer.DialAsync(default).WithinAsync("dialling", "the silos", "a connection");
}
