using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace MetalOrleans.Cli.Conversion;

/// <summary>
/// A mapping of the old configuration, read strictly: what has the wrong form, and what nobody asks for, is a fault with its
/// place. Nothing is guessed at.
/// </summary>
internal sealed class LegacyMap
{
    private readonly Dictionary<string, YamlNode> _left = new(StringComparer.Ordinal);
    private readonly List<string> _faults;

    private LegacyMap(string place, List<string> faults)
    {
        Place = place;
        _faults = faults;
    }

    /// <summary>Where it is, such as <c>peers[0]</c>; empty for the whole.</summary>
    public string Place { get; }

    /// <summary>Reads a mapping; null, with a fault, where the node is none. Nothing at all is an empty mapping.</summary>
    public static LegacyMap? Of(YamlNode node, string place, List<string> faults)
    {
        var map = new LegacyMap(place, faults);
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                {
                    map._left[((key as YamlScalarNode)?.Value) ?? key.ToString()] = value;
                }

                return map;
            case YamlScalarNode { Value: null or "" or "null" or "~" }:
                return map;
            default:
                faults.Add($"{At(place, node)}: a mapping was expected");
                return null;
        }
    }

    /// <summary>A text, or null where it is left out.</summary>
    public string? Text(string key) => Take(key) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        var other => Fault<string>(key, other, "a text"),
    };

    /// <summary>A whole number, or null where it is left out.</summary>
    public long? Number(string key) => Take(key) switch
    {
        null => null,
        YamlScalarNode scalar when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            number,
        var other => Fault<long?>(key, other, "a whole number"),
    };

    /// <summary>Yes or no, or null where it is left out.</summary>
    public bool? Flag(string key) => Take(key) switch
    {
        null => null,
        YamlScalarNode { Value: "true" or "True" or "TRUE" } => true,
        YamlScalarNode { Value: "false" or "False" or "FALSE" } => false,
        var other => Fault<bool?>(key, other, "true or false"),
    };

    /// <summary>A list of texts; empty where it is left out.</summary>
    public List<string> Texts(string key) =>
        [.. Items(key).Select(item => item.Node is YamlScalarNode scalar ? scalar.Value ?? "" : Fault<string>(key, item.Node, "a list of texts") ?? "")];

    /// <summary>A list of mappings; empty where it is left out.</summary>
    public List<LegacyMap> Maps(string key) =>
        [.. Items(key).Select(item => Of(item.Node, $"{Child(key)}[{item.Index}]", _faults)).OfType<LegacyMap>()];

    /// <summary>A mapping of texts to texts; null where it is left out.</summary>
    public Dictionary<string, string>? Pairs(string key)
    {
        if (Take(key) is not { } node || Of(node, Child(key), _faults) is not { } map)
        {
            return null;
        }

        return map._left.Keys.ToList().ToDictionary(name => name, name => map.Text(name) ?? "", StringComparer.Ordinal);
    }

    /// <summary>Says of every key that was not asked for that it is unknown.</summary>
    public void End()
    {
        foreach (var (key, node) in _left)
        {
            _faults.Add($"{At(Child(key), node)}: unknown key");
        }
    }

    private IEnumerable<(YamlNode Node, int Index)> Items(string key) => Take(key) switch
    {
        null or YamlScalarNode { Value: null or "" or "null" or "~" } => [],
        YamlSequenceNode sequence => sequence.Children.Select((node, index) => (node, index)),
        var other => Fault<IEnumerable<(YamlNode, int)>>(key, other, "a list") ?? [],
    };

    private YamlNode? Take(string key) => _left.Remove(key, out var node) ? node : null;

    private string Child(string key) => Place.Length == 0 ? key : $"{Place}.{key}";

    private T? Fault<T>(string key, YamlNode node, string expected)
    {
        _faults.Add($"{At(Child(key), node)}: {expected} was expected");
        return default;
    }

    private static string At(string place, YamlNode node) =>
        $"line {node.Start.Line}, {(place.Length == 0 ? "the configuration" : place)}";
}
