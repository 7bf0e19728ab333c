namespace MetalOrleans.ApiServer.Schema;

/// <summary>The type names of the <c>*.types</c> resources that are no declared types.</summary>
internal static class BuiltInScalars
{
    private const string EnumStart = "enum(";

    /// <summary>JSON type and format of a name; a null type for declared types.</summary>
    internal static (string? Type, string Format) JsonType(string typeName) => typeName switch
    {
        "string" => ("string", ""),
        "bool" => ("boolean", ""),
        "int32" => ("integer", "int32"),
        "int64" => ("integer", "int64"),
        "number" => ("number", ""),
        "bytes" => ("string", "byte"),
        "time" or "microTime" => ("string", "date-time"),
        "any" or "intOrString" or "quantity" => ("", ""),
        _ when typeName.StartsWith(EnumStart) => ("string", ""),
        _ => (null, ""),
    };

    /// <summary>The values of an enumeration; empty for all other types.</summary>
    internal static IEnumerable<string> EnumValues(string typeName) => typeName.StartsWith(EnumStart)
        ? typeName[EnumStart.Length..^1].Split(',').Select(value => value == "''" ? "" : value)
        : [];
}
