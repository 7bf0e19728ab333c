using MetalOrleans.NetAgent.Ndp;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Tests.Protocols.Ndp;

namespace MetalOrleans.Tests.NetAgent.Ndp;

public sealed class NdpFilterTests
{
    [Fact]
    public void Without_addresses_nothing_passes()
    {
        var program = NdpFilter.Build([]);

        Assert.DoesNotContain(program, instruction => instruction is { Code: 0x06, Operand: not 0 });
    }

    [Fact]
    public void Compares_the_end_of_the_target_with_each_addresss_once()
    {
        var program = NdpFilter.Build(
            [NdpVectors.Address("2001:db8::f00a"), NdpVectors.Address("2001:db8:1::f00a"), NdpVectors.Address("2001:db8::1:f00b")]);

        Assert.Equal(
            [0xF00AU, 0x1F00BU],
            program.SkipWhile(instruction => instruction.Operand != 74).Where(instruction => instruction.Code == 0x15)
                .Select(instruction => instruction.Operand));
    }

    // A classic program has at most 4096 instructions (BPF_MAXINSNS), and comparing costs time for every frame.
    [Fact]
    public void With_many_addresses_it_filters_by_type_only()
    {
        IPAddressValue[] Addresses(int count) =>
            [.. Enumerable.Range(0, count).Select(value => (IPAddressValue)new IPv6Address(0, (ulong)value))];

        Assert.True(NdpFilter.Build(Addresses(PacketFilter.AddressCountMax)).Length < 4096);
        Assert.Equal(11, NdpFilter.Build(Addresses(PacketFilter.AddressCountMax + 1)).Length);
    }
}
