using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Ranges of numbers, lengths, patterns and formats of texts.</summary>
internal static class ScalarRules
{
    internal static void Check(
        StructuralSchema schema, JsonValue value, string path, bool typeFits, List<FieldError> errors)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.Number when !schema.IsIntOrString:
                CheckNumber(schema, value, path, errors);
                break;
            case JsonValueKind.String when typeFits:
                CheckText(schema, value.GetValue<string>(), path, errors);
                break;
        }
    }

    private static void CheckNumber(StructuralSchema schema, JsonValue value, string path, List<FieldError> errors)
    {
        var number = JsonNumbers.ToDouble(value);
        if (schema.Maximum is { } max && (schema.ExclusiveMaximum ? number >= max : number > max))
        {
            var relation = schema.ExclusiveMaximum ? "less than" : "less than or equal to";
            errors.Add(FieldErrors.Invalid(path, value, $"{path} in body should be {relation} {Show(max)}"));
        }

        if (schema.Minimum is { } min && (schema.ExclusiveMinimum ? number <= min : number < min))
        {
            var relation = schema.ExclusiveMinimum ? "greater than" : "greater than or equal to";
            errors.Add(FieldErrors.Invalid(path, value, $"{path} in body should be {relation} {Show(min)}"));
        }

        if (schema.MultipleOf is { } factor && factor > 0 && Math.Abs(Math.IEEERemainder(number, factor)) > 1e-9)
        {
            errors.Add(FieldErrors.Invalid(path, value, $"{path} in body should be a multiple of {Show(factor)}"));
        }
    }

    private static void CheckText(StructuralSchema schema, string text, string path, List<FieldError> errors)
    {
        var length = text.Length - text.Count(char.IsLowSurrogate);
        if (length > schema.MaxLength)
        {
            errors.Add(FieldErrors.TooLong(path, schema.MaxLength.Value));
        }
        else if (length < schema.MinLength)
        {
            errors.Add(FieldErrors.Invalid(
                path, text, $"{path} in body should be at least {schema.MinLength} chars long"));
        }
        else if (schema.Pattern is { } pattern && !IsMatch(pattern, text))
        {
            errors.Add(FieldErrors.Invalid(path, text, $"{path} in body should match '{pattern}'"));
        }

        if (schema.Format.Length > 0 && !FormatFits(schema.Format, text))
        {
            errors.Add(FieldErrors.Format(path, text, schema.Format));
        }
    }

    private static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool FormatFits(string format, string text) => format switch
    {
        "date-time" => IsDateTime(text),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "ipv4" => IPAddress.TryParse(text, out var address) && address.ToString() == text && !text.Contains(':'),
        "ipv6" => text.Contains(':') && IPAddress.TryParse(text, out _),
        "cidr" => text.Contains('/') && IPNetwork.TryParse(MaskHost(text), out _),
        "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        "duration" => Cel.CelDuration.TryParse(text, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uri" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => true,
    };

    // RFC 3339 §5.6 asks for a zone; the BCL parser alone would let it out.
    private static bool IsDateTime(string text) =>
        text.Length >= "yyyy-MM-ddTHH:mm:ssZ".Length
        && text[10] is 'T' or 't'
        && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    // IPNetwork refuses host bits, the format allows them: only address and length matter here.
    private static string MaskHost(string text)
    {
        var slash = text.IndexOf('/');
        return IPAddress.TryParse(text[..slash], out _) && int.TryParse(text[(slash + 1)..], out var length)
            && length >= 0 && length <= (text.Contains(':') ? 128 : 32)
                ? $"{(text.Contains(':') ? "::" : "0.0.0.0")}/{length}"
                : "";
    }

    private static string Show(double number) => JsonNumbers.Show(JsonValue.Create(number));
}
