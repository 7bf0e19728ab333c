using System.Buffers.Binary;
using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Reads UPDATEs and judges them by RFC 7606: what can be told apart costs the routes, the rest costs the session.</summary>
public static class BgpUpdateReader
{
    private const int LengthOctets = 2;

    /// <summary>Reads the body of an UPDATE. Whatever the octets are, there is an answer.</summary>
    /// <param name="body">What follows the header.</param>
    /// <param name="terms">What the session agreed upon.</param>
    public static BgpUpdate Read(ReadOnlySpan<byte> body, BgpSessionTerms terms)
    {
        if (!TrySplit(body, out var withdrawn, out var attributes, out var nlri))
        {
            return Reset(BgpErrorSubcode.Update.MalformedAttributeList);
        }

        if (body.Length == 2 * LengthOctets)
        {
            return new BgpUpdate { EndOfRib = BgpFamily.IPv4Unicast };
        }

        var draft = new BgpUpdateDraft(terms);
        if (!TryReadPrefixes(withdrawn, BgpFamily.IPv4Unicast, draft.Withdrawn)
            || !TryReadPrefixes(nlri, BgpFamily.IPv4Unicast, draft.Announced))
        {
            return Reset(BgpErrorSubcode.Update.InvalidNetworkField);
        }

        draft.HasClassicNlri = !nlri.IsEmpty;
        draft.Read(attributes);
        return draft.Finish();
    }

    /// <summary>Reads a list of prefixes.</summary>
    /// <returns>Whether the octets are such a list, to the last one.</returns>
    internal static bool TryReadPrefixes(
        ReadOnlySpan<byte> octets, BgpFamily family, ImmutableArray<BgpPrefix>.Builder prefixes)
    {
        while (!octets.IsEmpty)
        {
            if (!BgpPrefix.TryRead(octets, family, out var prefix, out var taken))
            {
                return false;
            }

            prefixes.Add(prefix);
            octets = octets[taken..];
        }

        return true;
    }

    internal static BgpUpdate Reset(byte subcode, ImmutableArray<byte> data = default) => new()
    {
        Outcome = BgpUpdateOutcome.SessionReset,
        Error = new BgpNotification(BgpErrorCode.UpdateMessage, subcode, data.IsDefault ? [] : data),
    };

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
