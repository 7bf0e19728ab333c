using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>OPENs with their capabilities.</summary>
internal sealed class BgpOpenTarget : IFuzzTarget
{
    public string Name => "bgp-open";

    public ImmutableArray<byte[]> Samples { get; } = [BgpMessages.RichOpen, BgpMessages.PlainOpen, BgpMessages.ExtendedOpen];

    public void Repair(Span<byte> input)
    {
        BgpMessages.Repair(input);
        if (input.Length > BgpHeader.Length + 10 && input[BgpHeader.Length + 9] != byte.MaxValue)
        {
            // The octet of the parameters' length, and that of the first parameter.
            input[BgpHeader.Length + 9] = (byte)(input.Length - BgpHeader.Length - 10);
        }
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length < BgpHeader.Length
            || !BgpHeader.TryDecode(input, isExtended: false, out var header, out _)
            || header.Type != BgpMessageType.Open
            || header.MessageLength != input.Length)
        {
            return false;
        }

        var isOne = BgpOpen.TryDecode(input[BgpHeader.Length..], out var open, out var error);
        FuzzFailedException.ThrowUnless(isOne == (open is not null) && isOne == (error is null), "a refusal without a reason");
        if (!isOne)
        {
            FuzzFailedException.ThrowUnless(error!.Code == BgpErrorCode.OpenMessage, "a reason of another message");
            return false;
        }

        FuzzFailedException.ThrowUnless(
            open!.AutonomousSystem != 0 && open.Identifier != IPv4Address.Any && open.HoldTime.TotalSeconds is 0 or >= 3,
            "an OPEN that no speaker may accept");
        CheckWriting(open);
        return true;
    }

    // What is not known here is not written, and names are cut: it is the meaning of the rest that is compared.
    private static void CheckWriting(BgpOpen open)
    {
        var known = open with { Capabilities = open.Capabilities with { Unknown = [], HostName = "", DomainName = "" } };
        Span<byte> octets = stackalloc byte[BgpHeader.MessageLengthMax];
        var length = known.Encode(octets);
        FuzzFailedException.ThrowUnless(
            BgpOpen.TryDecode(octets[BgpHeader.Length..length], out var again, out _)
                && again!.Equals(known with { Capabilities = known.Capabilities with { FourOctetAS = known.AutonomousSystem } }),
            "an OPEN that is not read as it was written");
    }
}
