using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>ARP frames, and what the responder makes of them.</summary>
internal sealed class ArpTarget : IFuzzTarget
{
    private static readonly MacAddress Mac = MacAddress.Read([2, 0, 0, 0, 0, 10]);

    public string Name => "arp";

    // A padded request and its reply, as Linux sends them.
    public ImmutableArray<byte[]> Samples { get; } =
    [
        Convert.FromHexString(
            "ffffffffffff020000000001080600010800060400010200000000" + "01c0000201ffffffffffffc000020a" + "00000000000000000000000000000000"),
        Convert.FromHexString("02000000000102000000000a0806000108000604000202000000000ac000020a020000000001c0000201"),
    ];

    public void Repair(Span<byte> input)
    {
        // ARP has no checksum.
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        var isOne = ArpFrame.TryDecode(input, out var frame, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error == ArpDecodeError.None), "a refusal without a reason");
        if (isOne)
        {
            Span<byte> octets = stackalloc byte[ArpFrame.Length];
            frame.Encode(octets);
            FuzzFailedException.ThrowUnless(octets.SequenceEqual(input[..ArpFrame.Length]), "a frame that is not written as it was read");
        }

        var verdict = ArpResponder.Judge(input, Mac, default(Everything), out var request);
        FuzzFailedException.ThrowUnless(isOne == (verdict != ArpVerdict.Malformed), "a verdict that contradicts the codec");
        FuzzFailedException.ThrowUnless(
            verdict != ArpVerdict.Answer || request.Operation == ArpOperation.Request, "an answer to what is no request");
        return isOne;
    }

    private readonly struct Everything : IArpAnnouncements
    {
        public AnnouncementScope Find(IPv4Address address) => AnnouncementScope.ThisInterface;
    }
}
