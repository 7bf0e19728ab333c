using System.Text.Json;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Reads one line of a watch; <c>type</c> and <c>object</c> may come in either order.</summary>
internal static class WatchEventReader
{
    /// <exception cref="JsonException">The line is not a watch event.</exception>
    public static WatchEvent<T> Read<T>(ReadOnlySpan<byte> line)
        where T : class, IKubernetesResource<T>
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a line of the watch is not an object");
        }

        WatchEventType? type = null;
        var body = ReadOnlySpan<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = ReadType(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                body = line[start..(int)reader.BytesConsumed];
            }
            else
            {
                reader.Skip();
            }
        }

        if (type is not { } known || body.IsEmpty)
        {
            throw new JsonException("a line of the watch lacks type or object");
        }

        return ReadBody<T>(known, body);
    }

    private static WatchEvent<T> ReadBody<T>(WatchEventType type, ReadOnlySpan<byte> body)
        where T : class, IKubernetesResource<T>
    {
        switch (type)
        {
            case WatchEventType.Error:
                var status = JsonSerializer.Deserialize(body, KubernetesJson.Context.Status);
                return new() { Type = type, Status = status ?? new Status() };

            case WatchEventType.Bookmark:
                // A bookmark has no name, so it is read without the checks of an object.
                return new() { Type = type, Object = JsonSerializer.Deserialize(body, T.TypeInfo) };

            default:
                var (value, unreadable) = ResourceReader.ReadObject<T>(body);
                return new() { Type = type, Object = value, Unreadable = unreadable };
        }
    }

    private static WatchEventType ReadType(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("the type of a watch event is not text");
        }

        return reader switch
        {
            _ when reader.ValueTextEquals("ADDED"u8) => WatchEventType.Added,
            _ when reader.ValueTextEquals("MODIFIED"u8) => WatchEventType.Modified,
            _ when reader.ValueTextEquals("DELETED"u8) => WatchEventType.Deleted,
            _ when reader.ValueTextEquals("BOOKMARK"u8) => WatchEventType.Bookmark,
            _ when reader.ValueTextEquals("ERROR"u8) => WatchEventType.Error,
            _ => throw new JsonException($"a watch event of unknown type {reader.GetString()}"),
        };
    }
}
