using System.Globalization;
using System.Text;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>The conversion functions, named for the type they return.</summary>
internal static class CelConversions
{
    internal static object Invoke(string name, object? value) => name switch
    {
        "int" => ToInt(value),
        "uint" => ToUInt(value),
        "double" => ToDouble(value),
        "string" => ToText(value),
        "bytes" => value is string text ? Encoding.UTF8.GetBytes(text) : value is byte[]? value : Refuse(value, "bytes"),
        "bool" => ToBool(value),
        "duration" => value is CelDuration ? value
            : value is string text && CelDuration.TryParse(text, out var duration) ? duration
            : Refuse(value, "google.protobuf.Duration"),
        _ => ToTime(value),
    };

    private static object ToInt(object? value) => value switch
    {
        long integer => integer,
        ulong unsigned => unsigned <= long.MaxValue ? (long)unsigned : CelError.Overflow,
        // 2^63, the first number past the range.
        double number => Math.Abs(number) < 9.223372036854775e18 ? (long)number : CelError.Overflow,
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : Refuse(value, "int"),
        DateTimeOffset time => time.ToUnixTimeSeconds(),
        CelDuration duration => duration.Nanoseconds,
        _ => CelError.NoSuchOverload,
    };

    private static object ToUInt(object? value) => value switch
    {
        ulong unsigned => unsigned,
        long integer => integer >= 0 ? (ulong)integer : CelError.Overflow,
        double number => number is >= 0 and < 1.8446744073709e19 ? (ulong)number : CelError.Overflow,
        string text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : Refuse(value, "uint"),
        _ => CelError.NoSuchOverload,
    };

    private static object ToDouble(object? value) => value switch
    {
        double number => number,
        long integer => (double)integer,
        ulong unsigned => (double)unsigned,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : Refuse(value, "double"),
        _ => CelError.NoSuchOverload,
    };

    private static object ToText(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long or ulong or double => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        CelDuration duration => duration.ToString(),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"),
        _ => CelError.NoSuchOverload,
    };

    private static object ToBool(object? value) => value switch
    {
        bool flag => flag,
        "true" or "True" or "TRUE" or "t" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "0" => false,
        string => Refuse(value, "bool"),
        _ => CelError.NoSuchOverload,
    };

    private static object ToTime(object? value) => value switch
    {
        DateTimeOffset time => time,
        string text when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => Refuse(value, "google.protobuf.Timestamp"),
    };

    private static CelError Refuse(object? value, string type) =>
        value is string ? CelError.Conversion("string", type) : CelError.NoSuchOverload;
}
