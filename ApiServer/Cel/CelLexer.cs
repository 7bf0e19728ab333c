using System.Globalization;
using System.Text;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class CelLexer(string source)
{
    private static readonly string[] Symbols =
    [
        "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%",
        "(", ")", "[", "]", "{", "}", ",", ".",
    ];

    private int _at;

    internal List<CelToken> Tokens()
    {
        var tokens = new List<CelToken>();
        do
        {
            SkipBlanks();
            tokens.Add(Next());
        }
        while (tokens[^1].Kind != CelTokenKind.End);
        return tokens;
    }

    private void SkipBlanks()
    {
        while (_at < source.Length)
        {
            if (char.IsWhiteSpace(source[_at]))
            {
                _at++;
            }
            else if (source.AsSpan(_at).StartsWith("//"))
            {
                var end = source.IndexOf('\n', _at);
                _at = end < 0 ? source.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private CelToken Next()
    {
        var start = _at;
        if (start == source.Length)
        {
            return new CelToken(CelTokenKind.End, "<EOF>", start);
        }

        if (TextPrefix() is { } prefix)
        {
            return Text(start, prefix);
        }

        if (char.IsAsciiLetter(source[start]) || source[start] == '_')
        {
            _at += Span(c => char.IsAsciiLetterOrDigit(c) || c == '_');
            return new CelToken(CelTokenKind.Identifier, source[start.._at], start);
        }

        if (char.IsAsciiDigit(source[start])
            || (source[start] == '.' && start + 1 < source.Length && char.IsAsciiDigit(source[start + 1])))
        {
            return Number(start);
        }

        foreach (var symbol in Symbols)
        {
            if (source.AsSpan(start).StartsWith(symbol))
            {
                _at += symbol.Length;
                return new CelToken(CelTokenKind.Symbol, symbol, start);
            }
        }

        throw new CelSyntaxException(start, $"Syntax error: token recognition error at: '{source[start]}'");
    }

    /// <summary>The letters before a quote (r for raw, b for bytes), when a text begins here.</summary>
    private string? TextPrefix()
    {
        var length = 0;
        while (length < 2 && _at + length < source.Length && "rRbB".Contains(source[_at + length]))
        {
            length++;
        }

        return _at + length < source.Length && source[_at + length] is '"' or '\''
            ? source.Substring(_at, length)
            : null;
    }

    private CelToken Text(int start, string prefix)
    {
        _at += prefix.Length;
        var quote = source[_at];
        var fence = new string(quote, 3);
        var isLong = source.AsSpan(_at).StartsWith(fence);
        var end = isLong ? fence : quote.ToString();
        _at += end.Length;
        var isRaw = prefix.Contains('r', StringComparison.OrdinalIgnoreCase);
        var text = new StringBuilder();
        while (!source.AsSpan(_at).StartsWith(end))
        {
            if (_at >= source.Length || (!isLong && source[_at] == '\n'))
            {
                throw new CelSyntaxException(start, "Syntax error: the text has no end");
            }

            if (source[_at] == '\\' && !isRaw)
            {
                Escape(text);
            }
            else
            {
                text.Append(source[_at++]);
            }
        }

        _at += end.Length;
        var isBytes = prefix.Contains('b', StringComparison.OrdinalIgnoreCase);
        return new CelToken(isBytes ? CelTokenKind.Bytes : CelTokenKind.Text, text.ToString(), start);
    }

    private void Escape(StringBuilder text)
    {
        var start = _at;
        var kind = _at + 1 < source.Length ? source[_at + 1] : '\0';
        _at += 2;
        const string plain = "abfnrtv\\?\"'`";
        const string meant = "\a\b\f\n\r\t\v\\?\"'`";
        if (plain.IndexOf(kind) is var index && index >= 0)
        {
            text.Append(meant[index]);
            return;
        }

        var (length, radix) = kind switch
        {
            'x' or 'X' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            >= '0' and <= '3' => (3, 8),
            _ => (0, 0),
        };
        var from = radix == 8 ? _at - 1 : _at;
        if (length == 0 || from + length > source.Length || !TryCode(source.Substring(from, length), radix, out var rune))
        {
            throw new CelSyntaxException(start, "Syntax error: the escape is not known");
        }

        _at = from + length;
        text.Append(rune);
    }

    private static bool TryCode(string digits, int radix, out Rune rune)
    {
        rune = default;
        var isNumber = digits.All(radix == 16 ? char.IsAsciiHexDigit : c => c is >= '0' and <= '7');
        return isNumber && Rune.TryCreate((int)(Convert.ToUInt32(digits, radix) & int.MaxValue), out rune);
    }

    private CelToken Number(int start)
    {
        if (source.AsSpan(start).StartsWith("0x"))
        {
            _at += 2;
            _at += Span(char.IsAsciiHexDigit);
            if (!long.TryParse(source.AsSpan(start + 2, _at - start - 2), NumberStyles.HexNumber, null, out var hex))
            {
                throw new CelSyntaxException(start, "invalid int literal");
            }

            return WithUnsigned(start, hex.ToString(CultureInfo.InvariantCulture));
        }

        _at += Span(char.IsAsciiDigit);
        var isDouble = false;
        if (_at + 1 < source.Length && source[_at] == '.' && char.IsAsciiDigit(source[_at + 1]))
        {
            isDouble = true;
            _at++;
            _at += Span(char.IsAsciiDigit);
        }

        if (_at < source.Length && source[_at] is 'e' or 'E')
        {
            isDouble = true;
            _at += _at + 1 < source.Length && source[_at + 1] is '+' or '-' ? 2 : 1;
            _at += Span(char.IsAsciiDigit);
        }

        return isDouble
            ? new CelToken(CelTokenKind.Double, source[start.._at], start)
            : WithUnsigned(start, source[start.._at]);
    }

    private CelToken WithUnsigned(int start, string digits)
    {
        if (_at < source.Length && source[_at] is 'u' or 'U')
        {
            _at++;
            return new CelToken(CelTokenKind.UInt, digits, start);
        }

        return new CelToken(CelTokenKind.Int, digits, start);
    }

    private int Span(Func<char, bool> belongs)
    {
        var end = _at;
        while (end < source.Length && belongs(source[end]))
        {
            end++;
        }

        return end - _at;
    }
}
