using System.Globalization;
using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Tests.Kubernetes.Resources;

/// <summary>Draws JSON that fits a type: known fields with values of their type, and unknown fields wherever they may stand.</summary>
internal sealed class RandomJson(Random random)
{
    private static readonly string[] Texts = ["", "a", "metallb.io/x", "é<&>\"\\ \u2028 😀", "null", "10.0.0.1"];

    public JsonNode Draw(Type type, int depth = 0)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return JsonValue.Create(Text());
        }

        if (type == typeof(int))
        {
            return JsonValue.Create(random.Next());
        }

        if (type == typeof(long))
        {
            return JsonValue.Create(random.NextInt64());
        }

        if (type == typeof(bool))
        {
            return JsonValue.Create(random.Next(2) == 0);
        }

        if (type == typeof(byte[]))
        {
            var bytes = new byte[random.Next(5)];
            random.NextBytes(bytes);
            return JsonValue.Create(Convert.ToBase64String(bytes));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var items = Enumerable.Range(0, random.Next(3)).Select(_ => Draw(type.GetGenericArguments()[0], depth + 1));
            return new JsonArray([.. items]);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            var entries = Enumerable.Range(0, random.Next(3))
                .Select(i => KeyValuePair.Create($"{i}{Text()}", (JsonNode?)Draw(type.GetGenericArguments()[1], depth + 1)));
            return new JsonObject(entries);
        }

        return DrawObject(type, depth);
    }

    private JsonObject DrawObject(Type type, int depth)
    {
        var info = KubernetesJson.Context.GetTypeInfo(type)!;
        var result = new JsonObject();
        foreach (var property in info.Properties.Where(property => !property.IsExtensionData))
        {
            if (property.PropertyType == typeof(DroppedValue) || (property.Name != "metadata" && random.Next(2) == 0))
            {
                continue;
            }

            result[property.Name] = property.CustomConverter switch
            {
                TimeConverter => Time("yyyy-MM-dd'T'HH:mm:ss'Z'"),
                MicroTimeConverter => Time("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
                _ => Draw(property.PropertyType, depth + 1),
            };
        }

        if (info.Properties.Any(property => property.IsExtensionData))
        {
            for (var i = random.Next(3); i > 0; i--)
            {
                result[$"unknown{i}{Text()}"] = Unknown(depth);
            }
        }

        return result;
    }

    private JsonNode? Unknown(int depth) => random.Next(depth > 4 ? 4 : 6) switch
    {
        0 => null,
        1 => JsonValue.Create(Text()),
        2 => JsonValue.Create(random.Next(-5, 5)),
        3 => JsonValue.Create(random.Next(2) == 0),
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Unknown(depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create($"k{i}", Unknown(depth + 1)))),
    };

    private JsonValue Time(string format)
    {
        var time = DateTimeOffset.UnixEpoch.AddMicroseconds(random.NextInt64(4_000_000_000_000_000));
        return JsonValue.Create(time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
    }

    private string Text() => Texts[random.Next(Texts.Length)];
}
