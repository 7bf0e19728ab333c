using System.Buffers.Binary;
using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>An UPDATE while it is read: attribute after attribute, the strongest verdict wins (RFC 7606 §3 h).</summary>
/// <remarks>Values are kept only for who wants them; judging alone allocates nothing.</remarks>
internal partial struct BgpUpdateDraft(BgpSessionTerms terms, bool keepsValues)
{
    private const BgpAttributeFlags Kind = BgpAttributeFlags.Optional | BgpAttributeFlags.Transitive;
    private const int HeadLength = 3;
    private const int ExtendedHeadLength = 4;

    private readonly ImmutableArray<BgpAttributeType>.Builder? _malformed =
        keepsValues ? ImmutableArray.CreateBuilder<BgpAttributeType>() : null;

    private BgpPrefixList _withdrawn = new(keepsValues);
    private BgpPrefixList _announced = new(keepsValues);
    private BgpAttributeSet _seen;
    private BgpUpdate? _update = keepsValues ? new BgpUpdate() : null;
    private BgpUpdateOutcome _outcome;
    private BgpNotification? _error;
    private ImmutableArray<BgpAsSegment>? _as4Path;
    private BgpFamily? _unreachable;
    private bool _hasClassicNlri;
    private int _attributes;

    /// <summary>Ends the draft, which keeps values, with the update.</summary>
    public readonly BgpUpdate Finish() => _outcome == BgpUpdateOutcome.SessionReset
        ? new BgpUpdate { Outcome = _outcome, Error = _error }
        : _update! with
        {
            Outcome = _outcome,
            EndOfRib = EndOfRib,
            Withdrawn = _withdrawn.Take(),
            Announced = _announced.Take(),
            Malformed = _malformed!.ToImmutable(),
            AsPath = terms.HasFourOctetAS ? _update.AsPath : BgpAsPath.Merge(_update.AsPath, _as4Path ?? []),
        };

    /// <summary>What it costs.</summary>
    public readonly BgpUpdateVerdict Verdict => _outcome == BgpUpdateOutcome.SessionReset
        ? new BgpUpdateVerdict(_outcome, _error, 0, 0, EndOfRib: null)
        : new BgpUpdateVerdict(_outcome, Error: null, _announced.Count, _withdrawn.Count, EndOfRib);

    private readonly BgpFamily? EndOfRib =>
        _attributes == 1 && _withdrawn.Count == 0 && _announced.Count == 0 && !_hasClassicNlri ? _unreachable : null;

    /// <summary>Reads the three parts of the body.</summary>
    public void Read(ReadOnlySpan<byte> withdrawn, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> nlri)
    {
        if (!_withdrawn.TryRead(withdrawn, BgpFamily.IPv4Unicast) || !_announced.TryRead(nlri, BgpFamily.IPv4Unicast))
        {
            Reset(BgpErrorSubcode.Update.InvalidNetworkField, []);
            return;
        }

        _hasClassicNlri = !nlri.IsEmpty;
        ReadAll(attributes);
        if (_outcome != BgpUpdateOutcome.SessionReset)
        {
            JudgeMissing();
        }
    }

    /// <summary>Reads all attributes, or up to the first that ends the session or runs over the end.</summary>
    private void ReadAll(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && _outcome != BgpUpdateOutcome.SessionReset)
        {
            if (!TryTake(ref octets, out var flags, out var type, out var value))
            {
                // RFC 7606 §4: the attributes before it stand, the routes do not.
                Judge(BgpUpdateOutcome.TreatAsWithdraw, type);
                return;
            }

            _attributes++;
            Read(flags, type, value);
        }
    }

    private static bool TryTake(
        ref ReadOnlySpan<byte> octets, out BgpAttributeFlags flags, out BgpAttributeType type, out ReadOnlySpan<byte> value)
    {
        flags = default;
        type = default;
        value = default;
        if (octets.Length < HeadLength)
        {
            return false;
        }

        flags = (BgpAttributeFlags)octets[0];
        type = (BgpAttributeType)octets[1];
        var isExtended = (flags & BgpAttributeFlags.ExtendedLength) != BgpAttributeFlags.None;
        if (isExtended && octets.Length < ExtendedHeadLength)
        {
            return false;
        }

        var head = isExtended ? ExtendedHeadLength : HeadLength;
        int length = isExtended ? BinaryPrimitives.ReadUInt16BigEndian(octets[2..]) : octets[2];
        if (octets.Length < head + length)
        {
            return false;
        }

        value = octets.Slice(head, length);
        octets = octets[(head + length)..];
        return true;
    }

    private void Read(BgpAttributeFlags flags, BgpAttributeType type, ReadOnlySpan<byte> value)
    {
        if (!_seen.Add(type))
        {
            // RFC 7606 §3 g: the first one counts; a second reachability attribute cannot be told apart from the first.
            if (type is BgpAttributeType.MpReach or BgpAttributeType.MpUnreach)
            {
                Reset(BgpErrorSubcode.Update.MalformedAttributeList, []);
            }
            else
            {
                Judge(BgpUpdateOutcome.AttributeDiscard, type);
            }

            return;
        }

        if (!BgpAttributeRules.TryGet(type, out var expected))
        {
            if ((flags & BgpAttributeFlags.Optional) == BgpAttributeFlags.None)
            {
                Reset(BgpErrorSubcode.Update.UnrecognizedWellKnownAttribute, [(byte)flags, (byte)type]);
            }

            return;
        }

        if ((flags & Kind) != expected)
        {
            // RFC 7606 §3 c.
            if (type is BgpAttributeType.MpReach or BgpAttributeType.MpUnreach)
            {
                Reset(BgpErrorSubcode.Update.OptionalAttributeError, [(byte)flags, (byte)type]);
            }
            else
            {
                Judge(BgpUpdateOutcome.TreatAsWithdraw, type);
            }

            return;
        }

        Take(type, value);
    }

    private void Take(BgpAttributeType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case BgpAttributeType.MpReach:
                TakeReach(value);
                break;
            case BgpAttributeType.MpUnreach:
                TakeUnreach(value);
                break;
            case BgpAttributeType.As4Path:
                TakeAs4Path(value);
                break;
            default:
                TakeOrdinary(type, value);
                break;
        }
    }

    private void TakeOrdinary(BgpAttributeType type, ReadOnlySpan<byte> value)
    {
        if (!terms.IsInternal
            && type is BgpAttributeType.LocalPreference or BgpAttributeType.OriginatorId or BgpAttributeType.ClusterList)
        {
            // RFC 7606 §7.5, §7.9, §7.10: of another autonomous system these mean nothing, whatever they say.
            Judge(BgpUpdateOutcome.AttributeDiscard, type);
            return;
        }

        if (!BgpAttributeRules.IsValid(type, value, terms))
        {
            Judge(BgpAttributeRules.CostOf(type), type);
        }
        else if (_update is not null)
        {
            _update = BgpAttributeRules.Read(_update, type, value, terms);
        }
    }

    private void TakeAs4Path(ReadOnlySpan<byte> value)
    {
        // RFC 6793 §4.1: between speakers that both know four octets it has no place.
        if (terms.HasFourOctetAS || !BgpAsPath.IsValid(value, hasFourOctets: true))
        {
            Judge(BgpUpdateOutcome.AttributeDiscard, BgpAttributeType.As4Path);
        }
        else if (keepsValues)
        {
            _as4Path = BgpAsPath.Read(value, hasFourOctets: true);
        }
    }

    /// <summary>RFC 7606 §3 d: without a mandatory attribute routes are no routes.</summary>
    private void JudgeMissing()
    {
        if (_announced.Count == 0)
        {
            return;
        }

        JudgeMissing(BgpAttributeType.Origin);
        JudgeMissing(BgpAttributeType.AsPath);
        if (_hasClassicNlri)
        {
            JudgeMissing(BgpAttributeType.NextHop);
        }

        if (terms.IsInternal)
        {
            JudgeMissing(BgpAttributeType.LocalPreference);
        }
    }

    private void JudgeMissing(BgpAttributeType type)
    {
        if (!_seen.Contains(type))
        {
            Judge(BgpUpdateOutcome.TreatAsWithdraw, type);
        }
    }

    private void Judge(BgpUpdateOutcome outcome, BgpAttributeType type)
    {
        _malformed?.Add(type);
        _outcome = outcome > _outcome ? outcome : _outcome;
    }

    private void Reset(byte subcode, ImmutableArray<byte> data)
    {
        _outcome = BgpUpdateOutcome.SessionReset;
        _error = new BgpNotification(BgpErrorCode.UpdateMessage, subcode, data);
    }
}
