using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>BFD control packets, what a session makes of them, and echo packets.</summary>
internal sealed class BfdTarget : IFuzzTarget
{
    private static readonly IPAddressValue Peer = IPAddressValue.From(IPAddress.Parse("192.0.2.1"));
    private static readonly BfdArrival Arrival = new(Peer, Peer, 1, 0, IsMultihop: false, BfdEncapsulation.Ttl);

    private readonly BfdAction[] _room = new BfdAction[BfdAction.CountMax];

    public string Name => "bfd";

    // Down without, Init and Up with the session's discriminator and P or F, one with a password, and an echo packet.
    public ImmutableArray<byte[]> Samples { get; } =
    [
        Convert.FromHexString("204003180000000700000000000f4240000493e000000000"),
        Convert.FromHexString("208003180000000700000001000f4240000493e000000000"),
        Convert.FromHexString("20e003180000000700000001000493e0000493e00000c350"),
        Convert.FromHexString("23d005180000000700000001000493e0000493e00000c350"),
        Convert.FromHexString("4d4f424500000001000000000000000100000000000000ff"),
    ];

    // There is no checksum; the lengths are right as often as the rest.
    public void Repair(Span<byte> input)
    {
        if (input.Length >= BfdControlPacket.Length)
        {
            input[3] = BfdControlPacket.Length;
        }
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        var isEcho = BfdEchoPacket.TryDecode(input, out var echo);
        if (isEcho)
        {
            Span<byte> again = stackalloc byte[BfdEchoPacket.Length];
            echo.Encode(again);
            FuzzFailedException.ThrowUnless(again.SequenceEqual(input[..BfdEchoPacket.Length]), "an echo packet that changes");
        }

        var isOne = BfdControlPacket.TryDecode(input, out var packet, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error == BfdPacketError.None), "a refusal without a reason");
        if (isOne)
        {
            FuzzFailedException.ThrowUnless(
                packet.DetectMultiplier > 0 && packet.MyDiscriminator > 0
                    && !packet.Has(BfdControlFlags.Multipoint) && !packet.Has(BfdControlFlags.AuthenticationPresent),
                "a packet that RFC 5880 discards");
        }

        Drive(input);
        return isOne || isEcho;
    }

    // A session that hears the packet in each of its states.
    private void Drive(ReadOnlySpan<byte> input)
    {
        var table = new BfdSessionTable<int>(new Random(1));
        var entry = table.Add(0, new BfdPeer(Peer, null, 0, 0, IsMultihop: false), BfdSessionOptions.Default, TimeSpan.Zero);
        var actions = new BfdActionList(_room);
        for (var step = 1; step <= 3; step++)
        {
            var now = TimeSpan.FromMilliseconds(100 * step);
            table.Receive(input, Arrival, now, ref actions, out _);
            FuzzFailedException.ThrowUnless(entry.Session.NextDue >= now || table.TryTick(now, ref actions, out _), "a tick that is lost");
            actions.Clear();
        }
    }
}
