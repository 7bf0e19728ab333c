using System.Buffers.Binary;
using System.Collections.Immutable;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>Bodies of UPDATEs: each is read under all terms of a session, and its verdict compared with <see cref="BgpUpdateOracle"/>.</summary>
internal sealed class BgpUpdateTarget : IFuzzTarget
{
    private static readonly ImmutableArray<BgpSessionTerms> Terms =
    [
        new(IsInternal: false, HasFourOctetAS: true, HasExtendedMessages: false),
        new(IsInternal: true, HasFourOctetAS: true, HasExtendedMessages: false),
        new(IsInternal: false, HasFourOctetAS: false, HasExtendedMessages: false),
        new(IsInternal: true, HasFourOctetAS: false, HasExtendedMessages: false),
    ];

    public string Name => "bgp-update";

    public ImmutableArray<byte[]> Samples => BgpMessages.Updates;

    // The lengths of both lists fit the message; the rest is prefixes.
    public void Repair(Span<byte> input)
    {
        if (input.Length < 4)
        {
            return;
        }

        var withdrawn = BinaryPrimitives.ReadUInt16BigEndian(input);
        if (withdrawn > input.Length - 4)
        {
            withdrawn = 0;
            BinaryPrimitives.WriteUInt16BigEndian(input, withdrawn);
        }

        var rest = input.Length - 4 - withdrawn;
        if (BinaryPrimitives.ReadUInt16BigEndian(input[(2 + withdrawn)..]) > rest)
        {
            BinaryPrimitives.WriteUInt16BigEndian(input[(2 + withdrawn)..], (ushort)rest);
        }
    }

    public bool Parse(ReadOnlySpan<byte> input)
    {
        var isAccepted = false;
        foreach (var terms in Terms)
        {
            var update = BgpUpdateReader.Read(input, terms);
            var oracle = new BgpUpdateOracle(terms);
            oracle.Judge(input);
            FuzzFailedException.ThrowUnless(
                update.Outcome == oracle.Outcome, $"{terms}: the verdict is {update.Outcome}, RFC 7606 has {oracle.Outcome}");
            FuzzFailedException.ThrowUnless(
                (update.Error is not null) == (update.Outcome == BgpUpdateOutcome.SessionReset), "a session that ends without a word");
            var octets = update.Announced.Sum(prefix => prefix.EncodedLength) + update.Withdrawn.Sum(prefix => prefix.EncodedLength);
            FuzzFailedException.ThrowUnless(
                update.Outcome == BgpUpdateOutcome.SessionReset || octets == oracle.PrefixOctets, "prefixes that got lost");
            var verdict = BgpUpdateReader.Judge(input, terms);
            FuzzFailedException.ThrowUnless(
                verdict == new BgpUpdateVerdict(
                    update.Outcome, update.Error, update.Announced.Length, update.Withdrawn.Length, update.EndOfRib),
                "a verdict that is another without the values");
            isAccepted |= update.Outcome == BgpUpdateOutcome.Accept;
        }

        return isAccepted;
    }
}
