using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MetalOrleans.Cli.Bundles;

/// <summary>
/// Takes out of a bundle what nobody outside may see: the contents of Secrets, values whose name says that they are secret,
/// what was last applied (which repeats them), and each secret value that was seen wherever else it turns up.
/// </summary>
/// <remarks>Keys and names stay, so that it can be seen that a password was set, and by what name.</remarks>
internal sealed partial class Redaction
{
    private const string Replacement = "<redacted>";

    // Shorter values would blacken half of a log; they are taken out where they stand.
    private const int TracedLengthMin = 6;

    private static readonly HashSet<string> Applied = new(StringComparer.Ordinal)
    {
        "kubectl.kubernetes.io/last-applied-configuration",
    };

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes secrets out of an object or a list of objects, in place.</summary>
    public void Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                CleanMap(map);
                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Clean(item);
                }

                break;
        }
    }

    /// <summary>Takes secrets out of a text: what was seen in objects, and what looks like a token.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _seen.OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Replacement, StringComparison.Ordinal);
        }

        return Token().Replace(PrivateKey().Replace(text, Replacement), Replacement);
    }

    private void CleanMap(JsonObject map)
    {
        map.Remove("managedFields");
        var isSecret = TextOf(map["kind"]) is "Secret" or "SecretList" || IsSecretItem(map);
        foreach (var (name, value) in map.ToList())
        {
            if (isSecret && name is "data" or "stringData" && value is JsonObject contents)
            {
                map[name] = new JsonObject(contents.ToList().Select(entry =>
                {
                    SeeEncoded(entry.Value);
                    return KeyValuePair.Create<string, JsonNode?>(entry.Key, Replacement);
                }));
            }
            else if (Applied.Contains(name) || (IsSecretName(name) && value is JsonValue))
            {
                See(value);
                map[name] = Replacement;
            }
            else if (name == "items" && isSecret && value is JsonArray items)
            {
                foreach (var item in items.OfType<JsonObject>())
                {
                    item["kind"] = "Secret";
                }

                Clean(value);
            }
            else
            {
                Clean(value);
            }
        }
    }

    // Items of a list carry no kind; a Secret is known by its type.
    private static bool IsSecretItem(JsonObject map) => map["data"] is JsonObject
        && TextOf(map["type"]) is { } type && (type == "Opaque" || type.Contains('/', StringComparison.Ordinal));

    // A schema has properties of such names too, and they are no texts.
    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool IsSecretName(string name) =>
        name is "password" or "token" or "tls.key" or "ca.key" or "secretkey" or "bearerToken" or "caBundle";

    private void SeeEncoded(JsonNode? value)
    {
        if (value is JsonValue scalar && scalar.TryGetValue<string>(out var text))
        {
            See(value);
            var decoded = new byte[text.Length];
            if (Convert.TryFromBase64String(text, decoded, out var length))
            {
                Remember(System.Text.Encoding.UTF8.GetString(decoded, 0, length).Trim());
            }
        }
    }

    private void See(JsonNode? value)
    {
        if (value is JsonValue scalar && scalar.TryGetValue<string>(out var text) && !text.StartsWith('{'))
        {
            Remember(text);
        }
    }

    private void Remember(string text)
    {
        if (text.Length >= TracedLengthMin)
        {
            _seen.Add(text);
        }
    }

    [GeneratedRegex(@"(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{8,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();
}
