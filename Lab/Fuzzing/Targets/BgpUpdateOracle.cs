using System.Buffers.Binary;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>
/// What RFC 7606 says an UPDATE's errors cost, written down a second time from the standard and nothing else: one pass, one table,
/// no values. The reader must come to the same verdict.
/// </summary>
internal ref struct BgpUpdateOracle(BgpSessionTerms terms)
{
    private readonly HashSet<byte> _seen = [];
    private bool _announces;
    private bool _isClassic;

    /// <summary>The strongest cost so far.</summary>
    public BgpUpdateOutcome Outcome { get; private set; }

    /// <summary>Octets of all prefixes of families that are spoken here.</summary>
    public int PrefixOctets { get; private set; }

    /// <summary>Judges a body.</summary>
    public void Judge(ReadOnlySpan<byte> body)
    {
        // §3 a, j: the lengths must fit each other and the message.
        var withdrawn = body.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(body);
        var attributes = body.Length < 4 + withdrawn ? 0 : BinaryPrimitives.ReadUInt16BigEndian(body[(2 + withdrawn)..]);
        if (body.Length < 4 + withdrawn + attributes)
        {
            Cost(BgpUpdateOutcome.SessionReset);
            return;
        }

        // §5.3: prefixes that cannot be told apart.
        if (!Count(body.Slice(2, withdrawn), 32) || !Count(body[(4 + withdrawn + attributes)..], 32))
        {
            Cost(BgpUpdateOutcome.SessionReset);
            return;
        }

        _announces = _isClassic = body.Length > 4 + withdrawn + attributes;
        JudgeAll(body.Slice(4 + withdrawn, attributes));

        // §3 d.
        var isMissing = !_seen.Contains(1) || !_seen.Contains(2) || (_isClassic && !_seen.Contains(3)) || (terms.IsInternal && !_seen.Contains(5));
        if (_announces && isMissing)
        {
            Cost(BgpUpdateOutcome.TreatAsWithdraw);
        }
    }

    private void Cost(BgpUpdateOutcome outcome) => Outcome = outcome > Outcome ? outcome : Outcome;

    private bool Count(ReadOnlySpan<byte> octets, int longest)
    {
        var total = octets.Length;
        while (!octets.IsEmpty)
        {
            var size = 1 + ((octets[0] + 7) / 8);
            if (octets[0] > longest || size > octets.Length)
            {
                return false;
            }

            octets = octets[size..];
        }

        PrefixOctets += total;
        return true;
    }

    private void JudgeAll(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && Outcome != BgpUpdateOutcome.SessionReset)
        {
            // §4: an attribute that runs over the end.
            var head = (octets[0] & 0x10) != 0 ? 4 : 3;
            if (octets.Length < head)
            {
                Cost(BgpUpdateOutcome.TreatAsWithdraw);
                return;
            }

            var length = head == 4 ? BinaryPrimitives.ReadUInt16BigEndian(octets[2..]) : octets[2];
            if (octets.Length < head + length)
            {
                Cost(BgpUpdateOutcome.TreatAsWithdraw);
                return;
            }

            JudgeOne(octets[0], octets[1], octets.Slice(head, length));
            octets = octets[(head + length)..];
        }
    }

    private void JudgeOne(byte flags, byte type, ReadOnlySpan<byte> value)
    {
        var isReach = type is 14 or 15;
        if (!_seen.Add(type))
        {
            // §3 g.
            Cost(isReach ? BgpUpdateOutcome.SessionReset : BgpUpdateOutcome.AttributeDiscard);
            return;
        }

        // Optional and transitive bits of each attribute that is known.
        var kind = type switch
        {
            1 or 2 or 3 or 5 or 6 => 0x40,
            4 or 9 or 10 or 14 or 15 => 0x80,
            7 or 8 or 16 or 17 or 18 or 32 => 0xC0,
            _ => -1,
        };
        if (kind < 0)
        {
            // RFC 4271 §6.3: a well-known attribute that is not known.
            Cost((flags & 0x80) == 0 ? BgpUpdateOutcome.SessionReset : BgpUpdateOutcome.Accept);
        }
        else if ((flags & 0xC0) != kind)
        {
            // §3 c.
            Cost(isReach ? BgpUpdateOutcome.SessionReset : BgpUpdateOutcome.TreatAsWithdraw);
        }
        else if (isReach)
        {
            JudgeReach(type == 14, value);
        }
        else
        {
            JudgeValue(type, value);
        }
    }

    private void JudgeReach(bool isReach, ReadOnlySpan<byte> value)
    {
        // AFI, SAFI, next hop with its length, a reserved octet; withdrawals have only the first two.
        var head = isReach ? (value.Length < 5 ? 5 : 5 + value[3]) : 3;
        if (value.Length < head)
        {
            Cost(BgpUpdateOutcome.SessionReset);
            return;
        }

        var longest = BinaryPrimitives.ReadUInt16BigEndian(value) switch
        {
            1 when value[2] == 1 => 32,
            2 when value[2] == 1 => 128,
            _ => 0,
        };
        if (longest == 0)
        {
            return;
        }

        if ((isReach && value[3] is not (4 or 16 or 32)) || !Count(value[head..], longest))
        {
            Cost(BgpUpdateOutcome.SessionReset);
            return;
        }

        _announces |= isReach && value.Length > head;
    }

    private void JudgeValue(byte type, ReadOnlySpan<byte> value)
    {
        var length = value.Length;
        // §7.5, §7.9, §7.10: from another system they mean nothing. RFC 6793 §4.1: nor does AS4_PATH between those that know four octets.
        if ((!terms.IsInternal && type is 5 or 9 or 10) || (type == 17 && (terms.HasFourOctetAS || !IsPath(value, 4))))
        {
            Cost(BgpUpdateOutcome.AttributeDiscard);
            return;
        }

        var isRight = type switch
        {
            1 => length == 1 && value[0] <= 2,
            2 => IsPath(value, terms.HasFourOctetAS ? 4 : 2),
            3 or 4 or 5 or 9 => length == 4,
            6 => length == 0,
            7 => length == (terms.HasFourOctetAS ? 8 : 6),
            8 or 10 => length > 0 && length % 4 == 0,
            16 => length > 0 && length % 8 == 0,
            18 => length == 8,
            32 => length > 0 && length % 12 == 0,
            _ => true,
        };
        if (!isRight)
        {
            // §7.6, §7.7: what no route depends on is dropped alone.
            Cost(type is 6 or 7 or 18 ? BgpUpdateOutcome.AttributeDiscard : BgpUpdateOutcome.TreatAsWithdraw);
        }
    }

    // §7.2, RFC 7607: known types, no empty segment, nothing left over, no system 0.
    private static bool IsPath(ReadOnlySpan<byte> octets, int size)
    {
        while (!octets.IsEmpty)
        {
            if (octets.Length < 2 || octets[0] is 0 or > 4 || octets[1] == 0 || octets.Length < 2 + (octets[1] * size))
            {
                return false;
            }

            for (var index = 0; index < octets[1]; index++)
            {
                if (octets.Slice(2 + (index * size), size).IndexOfAnyExcept((byte)0) < 0)
                {
                    return false;
                }
            }

            octets = octets[(2 + (octets[1] * size))..];
        }

        return true;
    }
}
