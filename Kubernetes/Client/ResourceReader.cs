using System.Collections.Immutable;
using System.Text.Json;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Reads objects and lists from UTF-8, each object alone.</summary>
internal static class ResourceReader
{
    /// <summary>Reads a list; an item of the wrong shape lands in <see cref="ResourceList{T}.Unreadable"/>.</summary>
    /// <exception cref="JsonException">The text is not a list.</exception>
    public static ResourceList<T> ReadList<T>(ReadOnlySpan<byte> utf8)
        where T : class, IKubernetesResource<T>
    {
        var items = ImmutableArray.CreateBuilder<T>();
        var unreadable = ImmutableArray.CreateBuilder<UnreadableObject>();
        var metadata = new ListMeta();
        var reader = new Utf8JsonReader(utf8);
        Expect(ref reader, JsonTokenType.StartObject, "a list");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata = JsonSerializer.Deserialize(ref reader, KubernetesJson.Context.ListMeta) ?? metadata;
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                ReadItems(ref reader, utf8, items, unreadable);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ResourceList<T>
        {
            Metadata = metadata,
            Items = items.DrainToImmutable(),
            Unreadable = unreadable.DrainToImmutable(),
        };
    }

    /// <summary>Reads one object, or says which it is and what is wrong with it.</summary>
    /// <exception cref="JsonException">The text is not JSON at all.</exception>
    public static (T? Object, UnreadableObject? Unreadable) ReadObject<T>(ReadOnlySpan<byte> utf8)
        where T : class, IKubernetesResource<T>
    {
        try
        {
            var value = JsonSerializer.Deserialize(utf8, T.TypeInfo);
            if (value is { Metadata.Name.Length: > 0 })
            {
                return (value, null);
            }

            return (null, Identify(utf8, "metadata.name is missing"));
        }
        catch (JsonException e)
        {
            return (null, Identify(utf8, e.Path is { } path ? $"{path}: {e.Message}" : e.Message));
        }
    }

    private static void ReadItems<T>(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> utf8,
        ImmutableArray<T>.Builder items,
        ImmutableArray<UnreadableObject>.Builder unreadable)
        where T : class, IKubernetesResource<T>
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("items is not an array");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var (value, fault) = ReadObject<T>(utf8[start..(int)reader.BytesConsumed]);
            if (value is not null)
            {
                items.Add(value);
            }
            else
            {
                unreadable.Add(fault!);
            }
        }
    }

    private static UnreadableObject Identify(ReadOnlySpan<byte> utf8, string fault)
    {
        var reader = new Utf8JsonReader(utf8);
        using var document = JsonDocument.ParseValue(ref reader);
        var metadata = Member(document.RootElement, "metadata");
        var key = new ObjectKey(Text(metadata, "namespace"), Text(metadata, "name"));
        return new UnreadableObject(key, Text(metadata, "resourceVersion"), fault);
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } member ? member.GetString()! : "";

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException($"not {what}");
        }
    }
}
