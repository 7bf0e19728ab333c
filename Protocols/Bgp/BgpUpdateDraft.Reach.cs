using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

internal partial struct BgpUpdateDraft
{
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

        if (!TryReadNextHop(nextHop) || !_announced.TryRead(value[(fixedLength + nextHop.Length)..], family))
        {
            Reset(BgpErrorSubcode.Update.OptionalAttributeError, []);
        }
    }

    /// <summary>Four octets, sixteen, or sixteen and a link-local address (RFC 2545 §3, RFC 8950 §3).</summary>
    private bool TryReadNextHop(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is not (IPv4Address.Length or IPv6Address.Length or 2 * IPv6Address.Length))
        {
            return false;
        }

        if (_update is not null)
        {
            _update = _update with
            {
                MpNextHop = octets.Length == IPv4Address.Length ? IPv4Address.Read(octets) : IPv6Address.Read(octets),
                MpNextHopLinkLocal =
                    octets.Length == 2 * IPv6Address.Length ? IPv6Address.Read(octets[IPv6Address.Length..]) : null,
            };
        }

        return true;
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

        if (!_withdrawn.TryRead(value[fixedLength..], family))
        {
            Reset(BgpErrorSubcode.Update.OptionalAttributeError, []);
        }
    }
}
