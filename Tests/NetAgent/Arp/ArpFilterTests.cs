using MetalOrleans.NetAgent.Arp;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Tests.NetAgent.Arp;

public sealed class ArpFilterTests
{
    [Fact]
    public void Without_addresses_nothing_passes()
    {
        var program = ArpFilter.Build([]);

        Assert.DoesNotContain(program, instruction => instruction is { Code: 0x06, Operand: not 0 });
    }

    [Fact]
    public void Compares_the_target_and_the_sender_with_each_address()
    {
        var program = ArpFilter.Build([new IPv4Address(0xC000020A), new IPv4Address(0xC000020B)]);

        Assert.Equal(
            [0xC000020A, 0xC000020B, 0xC000020A, 0xC000020B],
            program.SkipWhile(instruction => instruction.Operand != 38).Where(instruction => instruction.Code == 0x15)
                .Select(instruction => instruction.Operand));
    }

    // A classic program has at most 4096 instructions (BPF_MAXINSNS), and comparing costs time for every frame.
    [Fact]
    public void With_many_addresses_it_filters_tagged_frames_only()
    {
        IPAddressValue[] Addresses(int count) => [.. Enumerable.Range(0, count).Select(value => (IPAddressValue)new IPv4Address((uint)value))];

        Assert.True(ArpFilter.Build(Addresses(PacketFilter.AddressCountMax)).Length < 4096);
        Assert.Equal(4, ArpFilter.Build(Addresses(PacketFilter.AddressCountMax + 1)).Length);
    }
}
