using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>
/// Reads request bodies in Kubernetes' protobuf form, which <c>kubectl create</c> sends: the four bytes <c>k8s\0</c>,
/// then a runtime.Unknown (1 typeMeta: 1 apiVersion, 2 kind; 2 the object). Answers are always JSON.
/// </summary>
internal static class ProtobufObject
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    // Nothing that kubectl leaves unset is nested deeper.
    private const int DepthLimit = 16;

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <exception cref="FormatException">The body is not such a message, or says what is not read from this form.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new FormatException("the body does not begin with the Kubernetes protobuf prefix");
        }

        var apiVersion = "";
        var kind = "";
        ReadOnlySpan<byte> raw = default;
        var envelope = new WireReader(body[Magic.Length..]);
        while (envelope.Read())
        {
            if (envelope.Field == 1)
            {
                var type = new WireReader(envelope.Bytes);
                while (type.Read())
                {
                    (apiVersion, kind) = type.Field == 1 ? (Text(type.Bytes), kind) : (apiVersion, Text(type.Bytes));
                }
            }
            else if (envelope.Field == 2)
            {
                raw = envelope.Bytes;
            }
        }

        var fields = TypedBodies.Find(apiVersion, kind)
            ?? throw new FormatException($"{kind} in {apiVersion} is not read from protobuf: send it as JSON");
        var made = new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion };
        Fill(made, fields, raw, kind);
        return made;
    }

    private static void Fill(JsonObject target, IReadOnlyDictionary<int, WireField> fields, ReadOnlySpan<byte> bytes, string path)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (fields.TryGetValue(reader.Field, out var field))
            {
                Put(target, field, reader, path);
            }
            else if (!SaysNothing(reader, 0))
            {
                throw new FormatException($"field {reader.Field} of {path} is not read from protobuf: send it as JSON");
            }
        }
    }

    private static void Put(JsonObject target, WireField field, in WireReader reader, string path)
    {
        switch (field.Place)
        {
            case WirePlace.Outer:
                Fill(target, field.Fields!, reader.Bytes, path);
                break;
            case WirePlace.Item:
                if (target[field.Name] is not JsonArray list)
                {
                    target[field.Name] = list = [];
                }

                list.Add(Value(field, reader, path));
                break;
            case WirePlace.Entry:
                AddEntry(target.Ensure(field.Name), field, reader.Bytes, path);
                break;
            default:
                var value = Value(field, reader, path);
                if (field.KeepsZero || !IsZero(value))
                {
                    target[field.Name] = value;
                }

                break;
        }
    }

    private static void AddEntry(JsonObject map, WireField field, ReadOnlySpan<byte> bytes, string path)
    {
        var key = "";
        JsonNode value = "";
        var entry = new WireReader(bytes);
        while (entry.Read())
        {
            if (entry.Field == 1)
            {
                key = Text(entry.Bytes);
            }
            else
            {
                value = Value(field, entry, path);
            }
        }

        map[key] = value;
    }

    private static JsonNode Value(WireField field, in WireReader reader, string path)
    {
        switch (field.Form)
        {
            case WireForm.Text:
                return Text(reader.Bytes);
            case WireForm.Octets:
                return Convert.ToBase64String(reader.Bytes);
            case WireForm.Number:
                return (long)reader.Number;
            case WireForm.NumberOrText:
                return NumberOrText(reader.Bytes);
            default:
                var made = new JsonObject();
                Fill(made, field.Fields!, reader.Bytes, $"{path}.{field.Name}");
                return made;
        }
    }

    private static bool IsZero(JsonNode value) => value switch
    {
        JsonObject map => map.Count == 0,
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text.Length == 0,
        JsonValue scalar when scalar.TryGetValue<long>(out var whole) => whole == 0,
        _ => false,
    };

    /// <summary>Whether a field is one that nobody set: Go sends zeros, empty texts, and messages of nothing else.</summary>
    private static bool SaysNothing(in WireReader reader, int depth)
    {
        if (reader.Number != 0 || depth > DepthLimit)
        {
            return false;
        }

        try
        {
            var inner = new WireReader(reader.Bytes);
            while (inner.Read())
            {
                if (!SaysNothing(inner, depth + 1))
                {
                    return false;
                }
            }

            return true;
        }
        catch (FormatException)
        {
            // A text, which is no message.
            return false;
        }
    }

    private static JsonNode NumberOrText(ReadOnlySpan<byte> bytes)
    {
        var isText = false;
        long number = 0;
        var text = "";
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    isText = reader.Number == 1;
                    break;
                case 2:
                    number = (long)reader.Number;
                    break;
                default:
                    text = Text(reader.Bytes);
                    break;
            }
        }

        return isText ? text : number;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
