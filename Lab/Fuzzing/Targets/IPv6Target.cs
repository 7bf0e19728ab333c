using System.Collections.Immutable;
using MetalOrleans.Protocols.IP;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>The header of an IPv6 packet.</summary>
internal sealed class IPv6Target : IFuzzTarget
{
    public string Name => "ipv6";

    public ImmutableArray<byte[]> Samples { get; } =
    [
        Convert.FromHexString(
            "6000000000083aff20010db800000000000000000000000120010db800000000000000000000f00a" + "8000000000000000"),
    ];

    public void Repair(Span<byte> input)
    {
        // The header has no checksum.
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        var isOne = IPv6Header.TryDecode(input, out var header, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error == IPDecodeError.None), "a refusal without a reason");
        FuzzFailedException.ThrowUnless(
            !isOne || IPv6Header.Length + header.PayloadLength <= input.Length, "a payload that is not there");
        return isOne;
    }
}
