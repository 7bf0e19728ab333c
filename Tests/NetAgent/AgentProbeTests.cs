using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>The real agent asks its neighbours on the silo's behalf, and says what it heard.</summary>
[Trait("Needs", "Root")]
public sealed class AgentProbeTests
{
    private static readonly byte[] NobodysMac = [2, 0, 0, 0, 0, 0x77];

    // The client's kernel stands for another node's agent: its own address is what it announces.
    [RootFact]
    public async Task Says_who_answers_in_either_family_and_who_does_not()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Node.Host.ConfigureAsync(
            ["addr add 192.0.2.2/24 dev eth0", "addr add 2001:db8::2/64 dev eth0 nodad"], default);
        var (_, session) = await lab.StartSessionAsync();
        var mac = new byte[MacAddress.Length];
        lab.Client.Mac.Write(mac);

        Assert.Equal(SelfProbeOutcome.Answered, await AskAsync(session, 1, "192.0.2.1", mac));
        Assert.Equal(SelfProbeOutcome.Answered, await AskAsync(session, 2, AgentLab.ClientIPv6, mac));
        Assert.Equal(SelfProbeOutcome.Silent, await AskAsync(session, 3, "192.0.2.99", mac));
        Assert.Equal(SelfProbeOutcome.Silent, await AskAsync(session, 4, "2001:db8::99", mac));
        Assert.Equal(SelfProbeOutcome.Other, await AskAsync(session, 5, "192.0.2.1", NobodysMac));
    }

    [RootFact]
    public async Task Asks_neither_for_what_it_announces_itself_nor_where_it_has_no_link()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(AgentLab.Announced));

        Assert.Equal(SelfProbeOutcome.Unasked, await AskAsync(session, 1, AgentLab.Announced, NobodysMac));
        Assert.Equal(SelfProbeOutcome.Unasked, await AskAsync(session, 2, "198.51.100.1", NobodysMac));
        Assert.Equal(lab.Node.Mac, (await lab.Station.ResolveAsync(AgentLab.Announced)).Packet.SenderMac);
    }

    private static async Task<SelfProbeOutcome> AskAsync(FakeSiloSession session, ulong id, string address, byte[] mac)
    {
        await session.SendAsync(new SiloMessage
        {
            SelfProbe = new SelfProbe { Id = id, Address = Octets(address), Macs = { ByteString.CopyFrom(mac) } },
        });
        return (await session.WaitAsync(message => message.SelfProbeResult?.Id == id, $"what it heard of {address}")).SelfProbeResult.Outcome;
    }
}
