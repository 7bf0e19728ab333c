using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>Reads a <c>*.types</c> resource.</summary>
/// <remarks>
/// <code>
/// package io.k8s.api.core.v1 core          the Go package and its short name
/// kind Service v1 | description            a kind with its group and version
/// type ServicePort atomic | description    a type; atomic when its fields have one owner together
///   port! int32 | description              a field; ! when it is required
///   ports []ServicePort keys(port,protocol) merge(port) default(x) set atomic retainKeys
/// </code>
/// </remarks>
internal static class BuiltInTypeParser
{
    internal static IEnumerable<BuiltInType> Parse(TextReader reader)
    {
        var (package, alias) = ("", "");
        BuiltInType? type = null;
        var fields = ImmutableArray.CreateBuilder<BuiltInField>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            var bar = line.IndexOf(" | ", StringComparison.Ordinal);
            var description = bar < 0 ? "" : line[(bar + 3)..];
            var words = (bar < 0 ? line : line[..bar]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] == ' ')
            {
                fields.Add(Field(words, description));
                continue;
            }

            if (type is not null)
            {
                yield return type with { Fields = fields.DrainToImmutable() };
                type = null;
            }

            if (words[0] == "package")
            {
                (package, alias) = (words[1], words[2]);
                continue;
            }

            type = Head(words, package, alias, description);
        }

        if (type is not null)
        {
            yield return type with { Fields = fields.DrainToImmutable() };
        }
    }

    private static BuiltInType Head(string[] words, string package, string alias, string description)
    {
        var isKind = words[0] == "kind";
        var slash = isKind ? words[2].IndexOf('/') : -1;
        return new BuiltInType
        {
            Package = package,
            Alias = alias,
            Name = words[1],
            Group = !isKind ? null : slash < 0 ? "" : words[2][..slash],
            Version = isKind ? words[2][(slash + 1)..] : null,
            IsAtomic = words[^1] == "atomic",
            Description = description,
        };
    }

    private static BuiltInField Field(string[] words, string description)
    {
        string? Argument(string flag) => Array.Find(words, word => word.StartsWith($"{flag}("))?[(flag.Length + 1)..^1];
        var keys = Argument("keys");
        return new BuiltInField
        {
            Name = words[0].TrimEnd('!'),
            IsRequired = words[0].EndsWith('!'),
            TypeName = words[1],
            ListType = keys is not null ? ListType.Map : words.Contains("set") ? ListType.Set : ListType.Atomic,
            ListMapKeys = keys is null ? [] : [.. keys.Split(',')],
            IsAtomic = words.Contains("atomic"),
            PatchMergeKey = words.Contains("merge") ? "" : Argument("merge"),
            HasRetainKeys = words.Contains("retainKeys"),
            Default = Argument("default"),
            Description = description,
        };
    }
}
