using System.Buffers;
using System.Text.Json;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Writes <c>metav1.DeleteOptions</c>.</summary>
internal static class DeleteBody
{
    public static ReadOnlyMemory<byte> Write(DeletePreconditions preconditions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion"u8, "v1"u8);
            writer.WriteString("kind"u8, "DeleteOptions"u8);
            writer.WriteString("propagationPolicy"u8, "Background"u8);
            if (preconditions != DeletePreconditions.None)
            {
                writer.WriteStartObject("preconditions"u8);
                WriteOptional(writer, "uid", preconditions.Uid);
                WriteOptional(writer, "resourceVersion", preconditions.ResourceVersion);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
