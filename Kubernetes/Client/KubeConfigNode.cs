using YamlDotNet.RepresentationModel;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>A mapping in a kubeconfig that knows where it stands, so that each fault names file and field.</summary>
internal sealed class KubeConfigNode(string file, string path, YamlMappingNode mapping)
{
    public string Directory => Path.GetDirectoryName(file) ?? "/";

    public KubeConfigException Fault(string field, string fault, string remedy, Exception? inner = null) =>
        new(file, PathOf(field), fault, remedy, inner);

    public bool Has(string field) =>
        mapping.Children.TryGetValue(field, out var node) && node is not YamlScalarNode { Value: null or "" or "null" or "~" };

    /// <summary>The text of a field; null if it is absent or empty.</summary>
    public string? Text(string field)
    {
        if (!Has(field))
        {
            return null;
        }

        return mapping.Children[field] is YamlScalarNode { Value: { } value }
            ? value
            : throw Fault(field, "is not a single value", "Write it as text.");
    }

    public string RequiredText(string field, string remedy) => Text(field) ?? throw Fault(field, "is missing", remedy);

    public bool Flag(string field) => Text(field) switch
    {
        null => false,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        var other => throw Fault(field, $"is '{other}'", "Write true or false."),
    };

    /// <summary>The base64 content of a field; null if it is absent.</summary>
    public byte[]? Base64(string field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw Fault(field, "is not base64", "Encode the PEM file with base64 -w0.", e);
        }
    }

    /// <summary>The content of the file that a field names, relative to this file; null if the field is absent.</summary>
    public (string Path, byte[] Content)? FileContent(string field)
    {
        if (Text(field) is not { } name)
        {
            return null;
        }

        var full = Path.GetFullPath(name, Directory);
        try
        {
            return (full, File.ReadAllBytes(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(field, $"names {full}, which cannot be read: {e.Message}", "Check the path and its permissions.", e);
        }
    }

    /// <summary>The body of the list entry with a name, as kubeconfig nests them.</summary>
    public KubeConfigNode Named(string list, string name, string body)
    {
        if (!mapping.Children.TryGetValue(list, out var node) || node is not YamlSequenceNode entries)
        {
            throw Fault(list, "is not a list", $"Add a list with an entry named '{name}'.");
        }

        foreach (var entry in entries.OfType<YamlMappingNode>())
        {
            if (entry.Children.TryGetValue("name", out var key) && key is YamlScalarNode { Value: { } value } && value == name)
            {
                return entry.Children.TryGetValue(body, out var inner) && inner is YamlMappingNode found
                    ? new KubeConfigNode(file, $"{list}[{name}].{body}", found)
                    : throw Fault($"{list}[{name}].{body}", "is missing", "Write it as a mapping.");
            }
        }

        var known = entries.OfType<YamlMappingNode>()
            .Select(entry => entry.Children.TryGetValue("name", out var key) ? key.ToString() : "?");
        throw Fault(list, $"has no entry named '{name}'", $"Known are: {string.Join(", ", known)}.");
    }

    private string PathOf(string field) => path.Length == 0 ? field : $"{path}.{field}";
}
