using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>The values of CEL: null, bool, long, ulong, double, string, byte[], durations, times, lists and maps.</summary>
internal static class CelValues
{
    /// <summary>Names of types that an expression may use as values.</summary>
    internal static FrozenSet<string> TypeNames { get; } = new[]
    {
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
    }.ToFrozenSet();

    internal static object? FromJson(JsonNode? node, StructuralSchema? schema)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject members:
                return new CelObject(members, schema);
            case JsonArray items:
                var list = new List<object?>(items.Count);
                list.AddRange(items.Select(item => FromJson(item, schema?.Items)));
                return list;
        }

        return node.GetValueKind() switch
        {
            JsonValueKind.String => FromText(node.GetValue<string>(), schema?.Format),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when schema?.Type != "number" && JsonNumbers.TryInt64(node, out var integer) =>
                integer,
            JsonValueKind.Number => JsonNumbers.ToDouble(node),
            _ => null,
        };
    }

    // Kubernetes gives strings with these formats their CEL types.
    private static object FromText(string text, string? format) => format switch
    {
        "duration" when CelDuration.TryParse(text, out var duration) => duration,
        "date-time" or "date" when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _)
            ? Convert.FromBase64String(text)
            : text,
        _ => text,
    };

    internal static string TypeName(object? value) => value switch
    {
        null => "null_type",
        bool => "bool",
        long => "int",
        ulong => "uint",
        double => "double",
        string => "string",
        byte[] => "bytes",
        CelDuration => "google.protobuf.Duration",
        DateTimeOffset => "google.protobuf.Timestamp",
        List<object?> => "list",
        CelType => "type",
        CelOptional => "optional_type",
        _ => "map",
    };

    internal static bool AreEqual(object? left, object? right)
    {
        if (Compare(left, right) is { } order)
        {
            return order == 0;
        }

        return (left, right) switch
        {
            (List<object?> a, List<object?> b) =>
                a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
            (CelObject or Dictionary<object, object?>, CelObject or Dictionary<object, object?>) =>
                AreEqualMaps(left, right),
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            _ => Equals(left, right),
        };
    }

    /// <summary>The order of two values of comparable types; null for all others.</summary>
    internal static int? Compare(object? left, object? right)
    {
        switch (left, right)
        {
            case (string a, string b):
                return Math.Sign(string.CompareOrdinal(a, b));
            case (bool a, bool b):
                return a.CompareTo(b);
            case (CelDuration a, CelDuration b):
                return a.Nanoseconds.CompareTo(b.Nanoseconds);
            case (DateTimeOffset a, DateTimeOffset b):
                return a.CompareTo(b);
            case (byte[] a, byte[] b):
                return Math.Sign(a.AsSpan().SequenceCompareTo(b));
            case (double a, double b) when double.IsNaN(a) || double.IsNaN(b):
                return null;
        }

        return Number(left) is { } x && Number(right) is { } y ? x.CompareTo(y) : null;
    }

    /// <summary>The entries of a map; null when the value is no map.</summary>
    internal static IEnumerable<KeyValuePair<object, object?>>? Entries(object? value) => value switch
    {
        CelObject members => members.Node.Select(member => new KeyValuePair<object, object?>(
            member.Key, FromJson(member.Value, members.Schema?.Member(member.Key)))),
        Dictionary<object, object?> map => map,
        _ => null,
    };

    internal static bool TryGet(object? map, object? key, out object? value)
    {
        value = null;
        return map switch
        {
            CelObject members => key is string name && members.TryGet(name, out value),
            Dictionary<object, object?> entries => key is not null && TryGetEntry(entries, key, out value),
            _ => false,
        };
    }

    internal static int Count(object? map) => map switch
    {
        CelObject members => members.Node.Count,
        Dictionary<object, object?> entries => entries.Count,
        _ => 0,
    };

    private static bool TryGetEntry(Dictionary<object, object?> entries, object key, out object? value)
    {
        if (entries.TryGetValue(key, out value))
        {
            return true;
        }

        foreach (var (candidate, candidateValue) in entries)
        {
            if (AreEqual(candidate, key))
            {
                value = candidateValue;
                return true;
            }
        }

        return false;
    }

    private static bool AreEqualMaps(object? left, object? right) =>
        Count(left) == Count(right)
        && Entries(left)!.All(entry => TryGet(right, entry.Key, out var other) && AreEqual(entry.Value, other));

    private static decimal? Number(object? value) => value switch
    {
        long integer => integer,
        ulong unsigned => unsigned,
        double number when Math.Abs(number) < 7e27 => (decimal)number,
        double number when !double.IsNaN(number) => number > 0 ? decimal.MaxValue : decimal.MinValue,
        _ => null,
    };
}
