namespace MetalOrleans.Protocols.Bgp;

/// <summary>What both OPENs agreed upon, as far as reading and writing messages depends on it.</summary>
/// <param name="IsInternal">Whether both sides are of one autonomous system.</param>
/// <param name="HasFourOctetAS">Whether AS_PATH carries four octets a system (RFC 6793 §4.1).</param>
/// <param name="HasExtendedMessages">Whether messages may be longer than 4096 octets (RFC 8654).</param>
public readonly record struct BgpSessionTerms(bool IsInternal, bool HasFourOctetAS, bool HasExtendedMessages)
{
    /// <summary>Octets of the longest message of the session.</summary>
    public int MessageLengthMax => HasExtendedMessages ? BgpHeader.ExtendedMessageLengthMax : BgpHeader.MessageLengthMax;
}
