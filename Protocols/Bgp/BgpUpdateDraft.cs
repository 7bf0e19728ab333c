using System.Buffers.Binary;
using System.Collections.Immutable;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>An UPDATE while it is read: attribute after attribute, the strongest verdict wins (RFC 7606 §3 h).</summary>
internal sealed class BgpUpdateDraft(BgpSessionTerms terms)
{
    private const BgpAttributeFlags Kind = BgpAttributeFlags.Optional | BgpAttributeFlags.Transitive;
    private const int HeadLength = 3;
    private const int ExtendedHeadLength = 4;

    private readonly HashSet<BgpAttributeType> _seen = [];
    private readonly ImmutableArray<BgpAttributeType>.Builder _malformed = ImmutableArray.CreateBuilder<BgpAttributeType>();
    private BgpUpdate _update = new();
    private ImmutableArray<BgpAsSegment>? _as4Path;
    private BgpFamily? _unreachable;
    private int _attributes;

    public ImmutableArray<BgpPrefix>.Builder Withdrawn { get; } = ImmutableArray.CreateBuilder<BgpPrefix>();

    public ImmutableArray<BgpPrefix>.Builder Announced { get; } = ImmutableArray.CreateBuilder<BgpPrefix>();

    /// <summary>Whether prefixes stand behind the attributes.</summary>
    public bool HasClassicNlri { get; set; }

    /// <summary>Reads all attributes, or up to the first that ends the session or runs over the end.</summary>
    public void Read(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && _update.Outcome != BgpUpdateOutcome.SessionReset)
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

    /// <summary>The update, with what is missing judged too.</summary>
    public BgpUpdate Finish()
    {
        if (_update.Outcome == BgpUpdateOutcome.SessionReset)
        {
            return _update;
        }

        JudgeMissing();
        return _update with
        {
            Withdrawn = Withdrawn.ToImmutable(),
            Announced = Announced.ToImmutable(),
            Malformed = _malformed.ToImmutable(),
            AsPath = terms.HasFourOctetAS ? _update.AsPath : BgpAsPath.Merge(_update.AsPath, _as4Path ?? []),
            EndOfRib = _attributes == 1 && Withdrawn.Count == 0 && Announced.Count == 0 && !HasClassicNlri ? _unreachable : null,
        };
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
        var isExtended = flags.HasFlag(BgpAttributeFlags.ExtendedLength);
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
            if (!flags.HasFlag(BgpAttributeFlags.Optional))
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

        if (BgpAttributeRules.Read(_update, type, value, terms) is { } next)
        {
            _update = next;
        }
        else
        {
            Judge(BgpAttributeRules.CostOf(type), type);
        }
    }

    private void TakeAs4Path(ReadOnlySpan<byte> value)
    {
        // RFC 6793 §4.1: between speakers that both know four octets it has no place.
        if (terms.HasFourOctetAS || !BgpAsPath.TryRead(value, hasFourOctets: true, out var path))
        {
            Judge(BgpUpdateOutcome.AttributeDiscard, BgpAttributeType.As4Path);
            return;
        }

        _as4Path = path;
    }

    private void TakeReach(ReadOnlySpan<byte> value)
    {
        const int fixedLength = 5;
        if (value.Length < fixedLength || value.Length < fixedLength + value[3])
        {
            Reset(BgpErrorSubcode.Update.OptionalAttributeError, []);
            return;
        }

        var family = new BgpFamily(BinaryPrimitives.ReadUInt16BigEndian(value), value[2]);
        var nextHop = value.Slice(4, value[3]);
        // A reserved octet stands between next hop and prefixes.
        if (family.PrefixLengthMax == 0)
        {
            // A family that was not agreed upon: its routes are nothing to us (RFC 4760 §7).
            return;
        }

        if (!TryReadNextHop(nextHop) || !BgpUpdateReader.TryReadPrefixes(value[(fixedLength + nextHop.Length)..], family, Announced))
        {
            Reset(BgpErrorSubcode.Update.OptionalAttributeError, []);
        }
    }

    /// <summary>Four octets, sixteen, or sixteen and a link-local address (RFC 2545 §3, RFC 8950 §3).</summary>
    private bool TryReadNextHop(ReadOnlySpan<byte> octets)
    {
        switch (octets.Length)
        {
            case IPv4Address.Length:
                _update = _update with { MpNextHop = IPv4Address.Read(octets) };
                return true;
            case IPv6Address.Length:
                _update = _update with { MpNextHop = IPv6Address.Read(octets) };
                return true;
            case 2 * IPv6Address.Length:
                _update = _update with
                {
                    MpNextHop = IPv6Address.Read(octets),
                    MpNextHopLinkLocal = IPv6Address.Read(octets[IPv6Address.Length..]),
                };
                return true;
            default:
                return false;
        }
    }

    private void TakeUnreach(ReadOnlySpan<byte> value)
    {
        const int fixedLength = 3;
        if (value.Length < fixedLength)
        {
            Reset(BgpErrorSubcode.Update.OptionalAttributeError, []);
            return;
        }

        var family = new BgpFamily(BinaryPrimitives.ReadUInt16BigEndian(value), value[2]);
        if (family.PrefixLengthMax == 0)
        {
            return;
        }

        if (value.Length == fixedLength)
        {
            _unreachable = family;
        }

        if (!BgpUpdateReader.TryReadPrefixes(value[fixedLength..], family, Withdrawn))
        {
            Reset(BgpErrorSubcode.Update.OptionalAttributeError, []);
        }
    }

    /// <summary>RFC 7606 §3 d: without a mandatory attribute routes are no routes.</summary>
    private void JudgeMissing()
    {
        if (Announced.Count == 0)
        {
            return;
        }

        BgpAttributeType[] mandatory = [BgpAttributeType.Origin, BgpAttributeType.AsPath];
        foreach (var type in mandatory.Where(type => !_seen.Contains(type)))
        {
            Judge(BgpUpdateOutcome.TreatAsWithdraw, type);
        }

        if (HasClassicNlri && !_seen.Contains(BgpAttributeType.NextHop))
        {
            Judge(BgpUpdateOutcome.TreatAsWithdraw, BgpAttributeType.NextHop);
        }

        if (terms.IsInternal && !_seen.Contains(BgpAttributeType.LocalPreference))
        {
            Judge(BgpUpdateOutcome.TreatAsWithdraw, BgpAttributeType.LocalPreference);
        }
    }

    private void Judge(BgpUpdateOutcome outcome, BgpAttributeType type)
    {
        _malformed.Add(type);
        if (outcome > _update.Outcome)
        {
            _update = _update with { Outcome = outcome };
        }
    }

    private void Reset(byte subcode, ImmutableArray<byte> data) => _update = BgpUpdateReader.Reset(subcode, data);
}
