using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>RFC 3339 in UTC: read in any form, written in one.</summary>
/// <param name="format">The form, of .NET's custom date and time format.</param>
public abstract class UtcTimeConverter(string format) : JsonConverter<DateTimeOffset?>
{
    /// <inheritdoc/>
    public sealed override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return reader.TryGetDateTimeOffset(out var value)
            ? value.ToUniversalTime()
            : throw new JsonException("not an RFC 3339 time");
    }

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
        {
            writer.WriteStringValue(time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
