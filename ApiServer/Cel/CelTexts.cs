using System.Net;
using System.Text.RegularExpressions;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>Functions and methods of texts: CEL's own and those that Kubernetes adds.</summary>
internal static class CelTexts
{
    private static readonly TimeSpan MatchTime = TimeSpan.FromSeconds(1);

    internal static object Invoke(string name, string text, ReadOnlySpan<object?> arguments) =>
        (name, arguments.Length) switch
        {
            ("lowerAscii", 0) => Ascii(text, upper: false),
            ("upperAscii", 0) => Ascii(text, upper: true),
            ("trim", 0) => text.Trim(),
            ("isIP", 0) => IsAddress(text),
            ("isCIDR", 0) => IPNetwork.TryParse(text, out _),
            (_, 1) when arguments[0] is string argument => WithText(name, text, argument),
            (_, 1) when arguments[0] is long index => WithIndex(name, text, index),
            ("replace", 2) when arguments is [string old, string replacement] && old.Length > 0 =>
                text.Replace(old, replacement),
            ("substring", 2) when arguments is [long start, long end] => Substring(text, start, end),
            _ => CelError.NoSuchOverload,
        };

    private static object WithText(string name, string text, string argument) => name switch
    {
        "startsWith" => text.StartsWith(argument),
        "endsWith" => text.EndsWith(argument),
        "contains" => text.Contains(argument),
        "indexOf" => (long)text.IndexOf(argument),
        "lastIndexOf" => (long)text.LastIndexOf(argument),
        "split" when argument.Length == 0 => text.Select(c => (object?)c.ToString()).ToList(),
        "split" => text.Split(argument).Cast<object?>().ToList(),
        "matches" => WithPattern(argument, pattern => pattern.IsMatch(text)),
        "find" => WithPattern(argument, pattern => pattern.Match(text).Value),
        "findAll" => WithPattern(
            argument, pattern => pattern.Matches(text).Select(match => (object?)match.Value).ToList()),
        _ => CelError.NoSuchOverload,
    };

    private static object WithIndex(string name, string text, long index) => name switch
    {
        "charAt" when index >= 0 && index < text.Length => text[(int)index].ToString(),
        "charAt" when index == text.Length => "",
        "charAt" => new CelError($"index out of range: {index}"),
        "substring" => Substring(text, index, text.Length),
        _ => CelError.NoSuchOverload,
    };

    private static object Substring(string text, long start, long end) =>
        start < 0 || start > text.Length ? new CelError($"index out of range: {start}")
        : end < start || end > text.Length ? new CelError($"index out of range: {end}")
        : text[(int)start..(int)end];

    private static object WithPattern(string pattern, Func<Regex, object> use)
    {
        try
        {
            return use(new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, MatchTime));
        }
        catch (ArgumentException)
        {
            return new CelError($"error parsing regexp: `{pattern}`");
        }
        catch (NotSupportedException)
        {
            return new CelError($"error parsing regexp: invalid or unsupported syntax: `{pattern}`");
        }
        catch (RegexMatchTimeoutException)
        {
            return CelError.OutOfBudget;
        }
    }

    private static object Ascii(string text, bool upper) => string.Create(text.Length, (text, upper), (span, state) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var c = state.text[i];
            span[i] = !char.IsAscii(c) ? c : state.upper ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c);
        }
    });

    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address)
        && (text.Contains(':') ? !text.Contains('%') : address.ToString() == text);
}
