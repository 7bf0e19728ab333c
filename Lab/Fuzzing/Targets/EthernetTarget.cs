using System.Collections.Immutable;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>The header of a frame.</summary>
internal sealed class EthernetTarget : IFuzzTarget
{
    public string Name => "ethernet";

    public ImmutableArray<byte[]> Samples { get; } =
        [Convert.FromHexString("ffffffffffff0200000000010806"), Convert.FromHexString("3333ff00f00a02000000000186dd")];

    public void Repair(Span<byte> input)
    {
        // There is nothing to get past.
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        var isOne = EthernetHeader.TryDecode(input, out var header, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error == EthernetDecodeError.None), "a refusal without a reason");
        if (isOne)
        {
            Span<byte> octets = stackalloc byte[EthernetHeader.Length];
            header.Encode(octets);
            FuzzFailedException.ThrowUnless(octets.SequenceEqual(input[..EthernetHeader.Length]), "a header that is not written as it was read");
        }

        return isOne;
    }
}
