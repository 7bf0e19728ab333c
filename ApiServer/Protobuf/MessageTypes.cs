using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>The messages of the built-in kinds, read when the first protobuf request comes.</summary>
internal static class MessageTypes
{
    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<int, MessageField>>> All = new(Load);

    private static readonly FrozenDictionary<string, string> Packages = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["v1"] = "core",
        ["apps/v1"] = "apps",
        ["networking.k8s.io/v1"] = "networking",
        ["rbac.authorization.k8s.io/v1"] = "rbac",
        ["policy/v1"] = "policy",
        ["coordination.k8s.io/v1"] = "coordination",
        ["discovery.k8s.io/v1"] = "discovery",
        ["events.k8s.io/v1"] = "events",
        ["authentication.k8s.io/v1"] = "authentication",
        ["authorization.k8s.io/v1"] = "authorization",
        ["admissionregistration.k8s.io/v1"] = "admissionregistration",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The fields of a message by number; null when it is not known.</summary>
    public static FrozenDictionary<int, MessageField>? Find(string message) => All.Value.GetValueOrDefault(message);

    /// <summary>The message of a kind; null when the kind has no protobuf form here.</summary>
    public static string? NameOf(string apiVersion, string kind)
    {
        // DeleteOptions belong to every group.
        var package = kind == "DeleteOptions" ? "meta" : Packages.GetValueOrDefault(apiVersion);
        var name = $"{package}.{kind}";
        return All.Value.ContainsKey(name) ? name : null;
    }

    private static FrozenDictionary<string, FrozenDictionary<int, MessageField>> Load()
    {
        var messages = new Dictionary<string, Dictionary<int, MessageField>>(StringComparer.Ordinal);
        Dictionary<int, MessageField> current = [];
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("protobuf/messages.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (!line.StartsWith(' '))
            {
                messages[line] = current = [];
                continue;
            }

            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var shape = parts[2].StartsWith("[]", StringComparison.Ordinal) ? MessageFieldShape.List
                : parts[2].StartsWith("{}", StringComparison.Ordinal) ? MessageFieldShape.Map
                : MessageFieldShape.Single;
            var type = shape == MessageFieldShape.Single ? parts[2] : parts[2][2..];
            current[int.Parse(parts[0], CultureInfo.InvariantCulture)] =
                new MessageField(parts[1], type, shape, parts.Contains("!", StringComparer.Ordinal), parts.Contains("^", StringComparer.Ordinal));
        }

        return messages.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenDictionary(), StringComparer.Ordinal);
    }
}
