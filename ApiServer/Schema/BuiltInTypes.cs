using System.Collections.Frozen;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>All built-in types by name. Read once, when first asked for.</summary>
internal static class BuiltInTypes
{
    private const string Prefix = "types/";

    private static readonly Lazy<FrozenDictionary<string, BuiltInType>> ByName = new(Load);

    private static readonly Lazy<FrozenDictionary<(string, string, string), BuiltInType>> ByKind = new(() =>
        ByName.Value.Values
            .Where(type => type.Group is not null)
            .ToFrozenDictionary(type => (type.Group!, type.Version!, type.Name)));

    /// <summary>The type by package alias and name: <c>core.ServiceSpec</c>.</summary>
    internal static BuiltInType Get(string name) => ByName.Value[name];

    internal static BuiltInType? FindKind(string group, string version, string kind) =>
        ByKind.Value.GetValueOrDefault((group, version, kind));

    /// <summary>The kind in any version: patches carry no version.</summary>
    internal static BuiltInType? FindKind(string group, string kind) => ByKind.Value.Values
        .Where(type => type.Group == group && type.Name == kind)
        .OrderByDescending(type => type.Version, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The full name of a type that a field of another type mentions.</summary>
    internal static string Resolve(BuiltInType context, string typeName) =>
        typeName.Contains('.') ? typeName : $"{context.Alias}.{typeName}";

    private static FrozenDictionary<string, BuiltInType> Load()
    {
        var assembly = typeof(BuiltInTypes).Assembly;
        var types = new Dictionary<string, BuiltInType>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            foreach (var type in BuiltInTypeParser.Parse(reader))
            {
                types.Add($"{type.Alias}.{type.Name}", type);
            }
        }

        return types.ToFrozenDictionary();
    }
}
