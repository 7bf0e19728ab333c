using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>Reads over a value of any shape and yields null.</summary>
public sealed class DroppedValueConverter : JsonConverter<DroppedValue>
{
    /// <inheritdoc/>
    public override DroppedValue? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DroppedValue value, JsonSerializerOptions options) =>
        writer.WriteNullValue();
}
