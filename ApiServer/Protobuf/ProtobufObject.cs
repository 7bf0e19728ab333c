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

    // Deep enough for any kind, shallow enough for the stack.
    private const int DepthLimit = 64;

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <exception cref="FormatException">The body is not such a message, or of a kind without a protobuf form.</exception>
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

        var message = MessageTypes.NameOf(apiVersion, kind)
            ?? throw new FormatException($"{kind} in {apiVersion} is not read from protobuf: send it as JSON");
        var made = new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion };
        Fill(made, message, raw, 0);
        return made;
    }

    private static void Fill(JsonObject target, string message, ReadOnlySpan<byte> bytes, int depth)
    {
        var fields = MessageTypes.Find(message) ?? throw new FormatException($"the message {message} is not known");
        if (depth > DepthLimit)
        {
            throw new FormatException("the protobuf message is nested too deeply");
        }

        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (!fields.TryGetValue(reader.Field, out var field))
            {
                continue;
            }

            if (field.IsInline)
            {
                Fill(target, field.Type, reader.Bytes, depth + 1);
                continue;
            }

            switch (field.Shape)
            {
                case MessageFieldShape.List:
                    if (target[field.Name] is not JsonArray list)
                    {
                        target[field.Name] = list = [];
                    }

                    list.Add(Value(field, reader.Number, reader.Bytes, depth));
                    break;
                case MessageFieldShape.Map:
                    AddEntry(target.Ensure(field.Name), field, reader.Bytes, depth);
                    break;
                default:
                    var value = Value(field, reader.Number, reader.Bytes, depth);
                    if (field.KeepsZero || !IsZero(value))
                    {
                        target[field.Name] = value;
                    }

                    break;
            }
        }
    }

    private static void AddEntry(JsonObject map, MessageField field, ReadOnlySpan<byte> bytes, int depth)
    {
        var key = "";
        JsonNode? value = field.Type == "string" ? "" : field.Type == "bytes" ? "" : null;
        var entry = new WireReader(bytes);
        while (entry.Read())
        {
            if (entry.Field == 1)
            {
                key = Text(entry.Bytes);
            }
            else
            {
                value = Value(field, entry.Number, entry.Bytes, depth);
            }
        }

        map[key] = value;
    }

    private static JsonNode? Value(MessageField field, ulong number, ReadOnlySpan<byte> bytes, int depth)
    {
        switch (field.Type)
        {
            case "string":
                return Text(bytes);
            case "bool":
                return number != 0;
            case "bytes":
                return Convert.ToBase64String(bytes);
            case "double":
                return BitConverter.UInt64BitsToDouble(number);
            case "int32" or "int64" or "uint32" or "uint64":
                return (long)number;
            case "resource.Quantity":
                return First(bytes, 1);
            case "meta.Time" or "meta.MicroTime":
                return Time(bytes, field.Type == "meta.MicroTime");
            case "intstr.IntOrString":
                return IntOrString(bytes);
            case "meta.FieldsV1" or "runtime.RawExtension":
                var raw = new WireReader(bytes);
                return raw.Read() && !raw.Bytes.IsEmpty ? JsonNode.Parse(raw.Bytes) : null;
            case "authentication.ExtraValue" or "authorization.ExtraValue":
                return Items(bytes);
            default:
                var made = new JsonObject();
                Fill(made, field.Type, bytes, depth + 1);
                return made;
        }
    }

    private static bool IsZero(JsonNode? value) => value switch
    {
        null => true,
        JsonObject map => map.Count == 0,
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text.Length == 0,
        JsonValue scalar when scalar.TryGetValue<bool>(out var flag) => !flag,
        JsonValue scalar when scalar.TryGetValue<long>(out var whole) => whole == 0,
        _ => false,
    };

    private static string First(ReadOnlySpan<byte> bytes, int number)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Field == number)
            {
                return Text(reader.Bytes);
            }
        }

        return "";
    }

    private static JsonArray Items(ReadOnlySpan<byte> bytes)
    {
        var items = new JsonArray();
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            items.Add((JsonNode)Text(reader.Bytes));
        }

        return items;
    }

    /// <summary>1 seconds since 1970, 2 nanoseconds. A message without fields is a time that nobody set.</summary>
    private static JsonNode? Time(ReadOnlySpan<byte> bytes, bool withMicroseconds)
    {
        long seconds = 0;
        long nanoseconds = 0;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            (seconds, nanoseconds) = reader.Field == 1 ? ((long)reader.Number, nanoseconds) : (seconds, (long)reader.Number);
        }

        // Go's zero time lies in the year 1, before anything this server keeps.
        if (seconds <= 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);
        return withMicroseconds ? Timestamps.Microseconds(time) : Timestamps.Seconds(time);
    }

    /// <summary>1 type (0 number, 1 text), 2 the number, 3 the text.</summary>
    private static JsonNode? IntOrString(ReadOnlySpan<byte> bytes)
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
