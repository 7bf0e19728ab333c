using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Reads UPDATEs and judges them by RFC 7606: what can be told apart costs the routes, the rest costs the session.</summary>
public static class BgpUpdateReader
{
    private const int LengthOctets = 2;
    private const int EmptyLength = 2 * LengthOctets;

    private static BgpNotification Contradiction =>
        new(BgpErrorCode.UpdateMessage, BgpErrorSubcode.Update.MalformedAttributeList);

    /// <summary>Reads the body of an UPDATE. Whatever the octets are, there is an answer.</summary>
    /// <param name="body">What follows the header.</param>
    /// <param name="terms">What the session agreed upon.</param>
    public static BgpUpdate Read(ReadOnlySpan<byte> body, BgpSessionTerms terms)
    {
        if (!TrySplit(body, out var withdrawn, out var attributes, out var nlri))
        {
            return new BgpUpdate { Outcome = BgpUpdateOutcome.SessionReset, Error = Contradiction };
        }

        if (body.Length == EmptyLength)
        {
            return new BgpUpdate { EndOfRib = BgpFamily.IPv4Unicast };
        }

        var draft = new BgpUpdateDraft(terms, keepsValues: true);
        draft.Read(withdrawn, attributes, nlri);
        return draft.Finish();
    }

    /// <summary>Judges the body of an UPDATE as <see cref="Read"/> does, without its values. Allocates nothing unless the session ends.</summary>
    /// <param name="body">What follows the header.</param>
    /// <param name="terms">What the session agreed upon.</param>
    public static BgpUpdateVerdict Judge(ReadOnlySpan<byte> body, BgpSessionTerms terms)
    {
        if (!TrySplit(body, out var withdrawn, out var attributes, out var nlri))
        {
            return new BgpUpdateVerdict(BgpUpdateOutcome.SessionReset, Contradiction, 0, 0, EndOfRib: null);
        }

        if (body.Length == EmptyLength)
        {
            return new BgpUpdateVerdict(BgpUpdateOutcome.Accept, Error: null, 0, 0, BgpFamily.IPv4Unicast);
        }

        var draft = new BgpUpdateDraft(terms, keepsValues: false);
        draft.Read(withdrawn, attributes, nlri);
        return draft.Verdict;
    }

    /// <summary>The three parts, when their lengths fit the message (RFC 7606 §3 a, j).</summary>
    private static bool TrySplit(
        ReadOnlySpan<byte> body,
        out ReadOnlySpan<byte> withdrawn,
        out ReadOnlySpan<byte> attributes,
        out ReadOnlySpan<byte> nlri)
    {
        withdrawn = attributes = nlri = default;
        if (!TryTake(ref body, out withdrawn) || !TryTake(ref body, out attributes))
        {
            return false;
        }

        nlri = body;
        return true;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (octets.Length < LengthOctets)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(octets);
        if (octets.Length < LengthOctets + length)
        {
            return false;
        }

        part = octets.Slice(LengthOctets, length);
        octets = octets[(LengthOctets + length)..];
        return true;
    }
}
