using System.Net;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Lab.Traffic;

[Trait("Needs", "Root")]
public sealed class StandInTests : IAsyncLifetime
{
    private static readonly IPAddress ServiceAddress = IPAddress.Parse("192.168.1.240");

    private NetworkLab _lab = null!;
    private LabLink _client = null!;
    private LabLink _node1 = null!;
    private LabLink _node2 = null!;

    public async Task InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        _lab = await NetworkLab.CreateAsync("standin", default);
        var @switch = await _lab.AddSwitchAsync("sw", default);
        _client = await ConnectAsync("client", "192.168.1.100/24", @switch);
        _node1 = await ConnectAsync("node1", "192.168.1.11/24", @switch);
        _node2 = await ConnectAsync("node2", "192.168.1.12/24", @switch);
    }

    public async Task DisposeAsync()
    {
        if (_lab is not null)
        {
            await _lab.DisposeAsync();
        }
    }

    [RootFact]
    public async Task Takes_packets_for_the_address_while_the_kernel_answers_no_arp_for_it()
    {
        await using var standIn = await StartAsync(_node1);
        await using var tap = await ArpTap.OpenAsync(_client.Host, "eth0", TimeProvider.System);

        // The machine answers in order: once it has answered for itself, it has passed over the Service's address.
        var service = tap.AskAsync(_client, ServiceAddress, default);
        var itself = await tap.AskAsync(_client, IPAddress.Parse("192.168.1.11"), default)
            .WithinAsync("asking by ARP", "node1", "an answer for its own address");

        Assert.Equal(_node1.Mac, itself.Packet.SenderMac);
        Assert.False(service.IsCompleted);
        Assert.Empty(tap.SpeakersFor(ServiceAddress));
    }

    [RootFact("curl")]
    public async Task Answers_http_with_the_name_of_the_node_that_the_client_sends_to()
    {
        await using var standIn = await StartAsync(_node2);
        await PointClientAtAsync(_node2);

        var answer = await _client.Host
            .Inside(new CommandLine("curl", ["-s", "--max-time", "10", $"http://{ServiceAddress}"])).RunAsync(default);

        Assert.Equal("Hello from node2\n", answer.EnsureSucceeded().Output);
    }

    [RootFact]
    public async Task A_probe_sees_who_took_over_and_how_long_nobody_answered()
    {
        await using var first = await StartAsync(_node1);
        await using var second = await StartAsync(_node2);
        await PointClientAtAsync(_node1);
        await using var probe = await UdpProbe.StartAsync(
            _client.Host, new IPEndPoint(ServiceAddress, StandIn.EchoPort), TimeProvider.System);
        await probe.WaitAsync(answer => answer.Machine == "node1", default)
            .WithinAsync("probing", "node1", "an answer");

        var moved = probe.WaitAsync(answer => answer.Machine == "node2", default);
        await PointClientAtAsync(_node2);
        await moved.WithinAsync("probing", "node2", "an answer");

        var report = probe.Report();
        var move = Assert.Single(report.Moves);
        Assert.Equal(("node1", "node2"), (move.From, move.To));
        Assert.True(report.LongestGap!.Length >= move.Length);
        Assert.Equal(["node1", "node2"], report.AnswersByMachine.Keys);
    }

    private static async Task<StandIn> StartAsync(LabLink node)
    {
        var standIn = await StandIn.StartAsync(node.Host, [new IPNetwork(ServiceAddress, 32)], default);
        await standIn.EchoAsync(ServiceAddress);
        return standIn;
    }

    /// <summary>What an agent does by answering ARP, done by hand.</summary>
    private Task PointClientAtAsync(LabLink node) =>
        _client.Host.ConfigureAsync([$"neigh replace {ServiceAddress} lladdr {node.Mac} dev eth0"], default);

    private async Task<LabLink> ConnectAsync(string name, string address, LabSwitch @switch) =>
        await _lab.ConnectAsync(await _lab.AddMachineAsync(name, default), "eth0", [address], @switch, default);
}
