using System.Collections.Immutable;
using System.Text;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Why a session ends: the message that says so, and the verdict on a message that ends it (RFC 4271 §4.5).</summary>
/// <param name="Code">The error code; others than those named keep their number.</param>
/// <param name="Subcode">One of <see cref="BgpErrorSubcode"/>.</param>
/// <param name="Data">What the subcode says it is; empty when it says nothing.</param>
public sealed record BgpNotification(BgpErrorCode Code, byte Subcode, ImmutableArray<byte> Data)
{
    /// <summary>Octets before the data.</summary>
    public const int FixedLength = 2;

    /// <summary>The most octets that a shutdown text may have (RFC 9003 §2).</summary>
    public const int ShutdownTextLengthMax = 255;

    /// <summary>A notification without data.</summary>
    public BgpNotification(BgpErrorCode code, byte subcode)
        : this(code, subcode, [])
    {
    }

    /// <summary>The text that an administrator left (RFC 9003); null when there is none, or none that is UTF-8.</summary>
    public string? ShutdownText
    {
        get
        {
            if (Code != BgpErrorCode.Cease
                || Subcode is not (BgpErrorSubcode.Cease.AdministrativeShutdown or BgpErrorSubcode.Cease.AdministrativeReset)
                || Data.IsEmpty
                || Data[0] == 0
                || Data[0] > Data.Length - 1)
            {
                return null;
            }

            try
            {
                return Strict.GetString(Data.AsSpan().Slice(1, Data[0]));
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }

    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A Cease with an administrator's text, cut to <see cref="ShutdownTextLengthMax"/> octets at a whole character.</summary>
    /// <param name="subcode">Administrative shutdown or reset.</param>
    /// <param name="text">The text; empty for none.</param>
    public static BgpNotification Cease(byte subcode, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var octets = new List<byte>();
        Span<byte> encoded = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(encoded);
            if (octets.Count + length > ShutdownTextLengthMax)
            {
                break;
            }

            octets.AddRange(encoded[..length]);
        }

        return new BgpNotification(
            BgpErrorCode.Cease, subcode, octets.Count == 0 ? [] : [(byte)octets.Count, .. octets]);
    }

    /// <summary>Reads the body of a NOTIFICATION. Whatever its codes are, it is one: it may not be answered (RFC 4271 §6.4).</summary>
    /// <param name="body">What follows the header.</param>
    /// <param name="notification">The notification, when the body is long enough for one.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> body, out BgpNotification? notification)
    {
        notification = body.Length < FixedLength
            ? null
            : new BgpNotification((BgpErrorCode)body[0], body[1], [.. body[FixedLength..]]);
        return notification is not null;
    }

    /// <summary>Writes the whole message.</summary>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        var length = BgpHeader.Length + FixedLength + Data.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, length, nameof(octets));
        BgpHeader.Write(octets, (ushort)length, BgpMessageType.Notification);
        octets[BgpHeader.Length] = (byte)Code;
        octets[BgpHeader.Length + 1] = Subcode;
        Data.AsSpan().CopyTo(octets[(BgpHeader.Length + FixedLength)..]);
        return length;
    }

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpNotification? other) =>
        other is not null && Code == other.Code && Subcode == other.Subcode && Data.AsSpan().SequenceEqual(other.Data.AsSpan());

    /// <summary>The hash of the codes.</summary>
    public override int GetHashCode() => HashCode.Combine(Code, Subcode);

    /// <summary>Code and subcode, and the administrator's text where there is one: <c>Cease/2 "maintenance"</c>.</summary>
    public override string ToString() => ShutdownText is { } text ? $"{Code}/{Subcode} \"{text}\"" : $"{Code}/{Subcode}";
}
