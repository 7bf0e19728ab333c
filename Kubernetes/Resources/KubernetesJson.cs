using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>How this client reads and writes JSON: UTF-8, compact, nulls left out, no needless escapes.</summary>
public static class KubernetesJson
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // The server wants JSON, not JSON inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The generated readers and writers.</summary>
    public static KubernetesJsonContext Context => KubernetesJsonContext.Default;

    /// <summary>Appends an object as JSON.</summary>
    public static void Write<T>(IBufferWriter<byte> destination, T value, JsonTypeInfo<T> typeInfo)
    {
        using var writer = new Utf8JsonWriter(destination, WriterOptions);
        JsonSerializer.Serialize(writer, value, typeInfo);
    }

    /// <summary>The object as JSON.</summary>
    public static byte[] ToUtf8<T>(T value)
        where T : class, IKubernetesResource<T>
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, value, T.TypeInfo);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an object.</summary>
    /// <exception cref="JsonException">The text is not JSON, or not of this kind.</exception>
    public static T FromUtf8<T>(ReadOnlySpan<byte> utf8)
        where T : class, IKubernetesResource<T> =>
        JsonSerializer.Deserialize(utf8, T.TypeInfo) ?? throw new JsonException($"null is not a {T.Description.Kind}");
}
