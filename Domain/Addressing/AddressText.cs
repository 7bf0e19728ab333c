using System.Globalization;

namespace MetalOrleans.Domain.Addressing;

/// <summary>Reads and writes addresses exactly as Go's <c>netip</c> package does, without allocating.</summary>
internal static class AddressText
{
    /// <summary>
    /// The longest text is a full IPv6 address, 39 characters; 45 is what POSIX <c>INET6_ADDRSTRLEN</c> leaves room for.
    /// </summary>
    public const int LengthMax = 45;

    private const int Groups = 8;
    private const int GroupBits = 16;
    private const int GroupDigitsMax = 4;

    /// <summary>Reads four decimal octets, each without leading zeros .</summary>
    public static bool TryReadIPv4(ReadOnlySpan<char> text, out uint value)
    {
        value = 0;
        var position = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            if (octet > 0 && !Skip(text, ref position, '.'))
            {
                return false;
            }

            if (!TryReadOctet(text, ref position, out var number))
            {
                return false;
            }

            value = (value << 8) | number;
        }

        return position == text.Length;
    }

    /// <summary>
    /// Reads the forms of RFC 4291 §2.2: groups, one <c>::</c> for at least one group, a dotted quad as the end.
    /// </summary>
    public static bool TryReadIPv6(ReadOnlySpan<char> text, out UInt128 value)
    {
        value = default;
        Span<ushort> groups = stackalloc ushort[Groups];
        var count = 0;
        var gap = -1;
        var position = 0;

        if (text.StartsWith("::"))
        {
            gap = 0;
            position = 2;
        }

        while (position < text.Length)
        {
            if (count == Groups || !TryReadGroups(text, ref position, groups[count..], out var read))
            {
                return false;
            }

            count += read;
            if (position < text.Length && !TryReadSeparator(text, ref position, count, ref gap))
            {
                return false;
            }
        }

        return TryJoin(groups, count, gap, out value);
    }

    /// <summary>Writes a dotted quad.</summary>
    /// <returns>The number of characters written.</returns>
    public static int WriteIPv4(Span<char> text, uint value)
    {
        var length = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            length += WriteNumber(text[length..], (value >> shift) & 0xff, "");
            if (shift > 0)
            {
                text[length++] = '.';
            }
        }

        return length;
    }

    /// <summary>Writes RFC 5952 §4 text; an IPv4-mapped address as <c>::ffff:1.2.3.4</c> (RFC 5952 §5).</summary>
    /// <returns>The number of characters written.</returns>
    public static int WriteIPv6(Span<char> text, UInt128 value)
    {
        if (value >> 32 == 0xffff)
        {
            const string prefix = "::ffff:";
            prefix.CopyTo(text);
            return prefix.Length + WriteIPv4(text[prefix.Length..], (uint)value);
        }

        var (gap, gapLength) = LongestZeroRun(value);
        var length = 0;
        for (var group = 0; group < Groups; group++)
        {
            if (group == gap)
            {
                text[length++] = ':';
                text[length++] = ':';
                group += gapLength - 1;
                continue;
            }

            if (group > 0 && group != gap + gapLength)
            {
                text[length++] = ':';
            }

            length += WriteNumber(text[length..], GroupOf(value, group), "x");
        }

        return length;
    }

    private static bool TryReadOctet(ReadOnlySpan<char> text, ref int position, out uint number)
    {
        number = 0;
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            number = (number * 10) + (uint)(text[position++] - '0');
            if (number > byte.MaxValue)
            {
                return false;
            }
        }

        var digits = position - start;
        return digits is 1 || (digits is 2 or 3 && text[start] != '0');
    }

    /// <summary>Reads one group, or the dotted quad that stands for the last two and ends the text.</summary>
    private static bool TryReadGroups(ReadOnlySpan<char> text, ref int position, Span<ushort> groups, out int count)
    {
        var start = position;
        count = 1;
        if (!TryReadGroup(text, ref position, out groups[0]))
        {
            return false;
        }

        if (position == text.Length || text[position] != '.')
        {
            return true;
        }

        if (groups.Length < 2 || !TryReadIPv4(text[start..], out var quad))
        {
            return false;
        }

        groups[0] = (ushort)(quad >> GroupBits);
        groups[1] = (ushort)quad;
        count = 2;
        position = text.Length;
        return true;
    }

    /// <summary>Reads the colon before the next group, or the one gap of an address, which may end it.</summary>
    private static bool TryReadSeparator(ReadOnlySpan<char> text, ref int position, int count, ref int gap)
    {
        if (!Skip(text, ref position, ':') || position == text.Length)
        {
            return false;
        }

        if (text[position] != ':')
        {
            return true;
        }

        position++;
        var isFirstGap = gap < 0;
        gap = count;
        return isFirstGap;
    }

    private static bool TryReadGroup(ReadOnlySpan<char> text, ref int position, out ushort group)
    {
        var start = position;
        while (position < text.Length && position - start < GroupDigitsMax && char.IsAsciiHexDigit(text[position]))
        {
            position++;
        }

        return ushort.TryParse(
            text[start..position], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out group);
    }

    private static bool TryJoin(ReadOnlySpan<ushort> groups, int count, int gap, out UInt128 value)
    {
        value = default;
        if (gap < 0 ? count != Groups : count == Groups)
        {
            return false;
        }

        var zeros = Groups - count;
        for (var i = 0; i < count; i++)
        {
            var group = gap >= 0 && i >= gap ? i + zeros : i;
            value |= (UInt128)groups[i] << ((Groups - 1 - group) * GroupBits);
        }

        return true;
    }

    /// <summary>
    /// The first of the longest runs of at least two zero groups (RFC 5952 §4.2); index -1 when there is none.
    /// </summary>
    private static (int Index, int Length) LongestZeroRun(UInt128 value)
    {
        var best = (Index: -1, Length: 1);
        for (var group = 0; group < Groups; group++)
        {
            var end = group;
            while (end < Groups && GroupOf(value, end) == 0)
            {
                end++;
            }

            if (end - group > best.Length)
            {
                best = (group, end - group);
            }

            group = Math.Max(group, end);
        }

        return best.Index < 0 ? (-1, 0) : best;
    }

    private static uint GroupOf(UInt128 value, int group) => (ushort)(value >> ((Groups - 1 - group) * GroupBits));

    private static int WriteNumber(Span<char> text, uint number, ReadOnlySpan<char> format)
    {
        number.TryFormat(text, out var written, format, CultureInfo.InvariantCulture);
        return written;
    }

    private static bool Skip(ReadOnlySpan<char> text, ref int position, char expected)
    {
        if (position == text.Length || text[position] != expected)
        {
            return false;
        }

        position++;
        return true;
    }
}
