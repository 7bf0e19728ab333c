using System.Buffers.Binary;
using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.IP;
using MetalOrleans.Protocols.Icmp;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>Echo requests of both families, and their replies.</summary>
internal sealed class EchoTarget : IFuzzTarget
{
    private const int PacketOffset = EthernetHeader.Length;
    private const int IPv4MessageOffset = PacketOffset + IPv4Header.Length;
    private const int IPv6MessageOffset = PacketOffset + IPv6Header.Length;

    private static readonly MacAddress Mac = MacAddress.Read([2, 0, 0, 0, 0, 10]);

    public string Name => "echo";

    // As the ping of Linux sends them.
    public ImmutableArray<byte[]> Samples { get; } =
    [
        Convert.FromHexString(
            "02000000000a020000000001080045000024b0e84000400105e5c0000201c000020a08007df86df600010001020304050607"),
        Convert.FromHexString(
            "02000000000a02000000000186dd6001a3ee00103a4020010db800000000000000000000000120010db800000000000000000000f00a"
            + "8000be7169b400010001020304050607"),
    ];

    public void Repair(Span<byte> input)
    {
        if (input.Length > IPv6MessageOffset + 4 && input[PacketOffset] >> 4 == 6)
        {
            var message = input[IPv6MessageOffset..];
            BinaryPrimitives.WriteUInt16BigEndian(input[(PacketOffset + 4)..], (ushort)message.Length);
            message[2..4].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.OfIcmpv6(
                IPv6Address.Read(input[(PacketOffset + 8)..]), IPv6Address.Read(input[(PacketOffset + 24)..]), message));
        }
        else if (input.Length > IPv4MessageOffset + 4)
        {
            var header = input[PacketOffset..IPv4MessageOffset];
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(input.Length - PacketOffset));
            header[10..12].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Of(header));
            var message = input[IPv4MessageOffset..];
            message[2..4].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Of(message));
        }
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        var isOne = EchoRequest.TryDecode(input, Mac, out var request, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error == EchoDecodeError.None), "a refusal without a reason");
        if (isOne)
        {
            Span<byte> reply = stackalloc byte[request.ReplyLength];
            request.EncodeReply(input, Mac, reply);
            FuzzFailedException.ThrowUnless(
                !EchoRequest.TryDecode(reply, MacAddress.Read(reply), out _, out var again)
                    && again == EchoDecodeError.NotEchoRequest,
                "a reply that is not valid");
        }

        return isOne;
    }
}
