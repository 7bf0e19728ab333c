using System.Collections.Frozen;

namespace MetalOrleans.ApiServer.Cel;

/// <summary>Operators, functions and methods by name.</summary>
internal static class CelFunctions
{
    private static readonly FrozenSet<string> Functions = new[]
    {
        "size", "int", "uint", "double", "string", "bytes", "bool", "duration", "timestamp", "type", "dyn", "matches",
        "isIP", "isCIDR",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Methods = new[]
    {
        "size", "startsWith", "endsWith", "contains", "matches", "lowerAscii", "upperAscii", "trim", "replace",
        "split", "join", "substring", "indexOf", "lastIndexOf", "charAt", "find", "findAll",
        "getHours", "getMinutes", "getSeconds", "getMilliseconds", "getFullYear", "getMonth", "getDate",
        "getDayOfMonth", "getDayOfWeek", "getDayOfYear",
        "isSorted", "sum", "min", "max", "hasValue", "value", "orValue",
    }.ToFrozenSet();

    internal static bool IsFunction(string name) => Functions.Contains(name);

    internal static bool IsMethod(string name) => Methods.Contains(name);

    internal static object? Invoke(string name, object?[] arguments) => (name, arguments.Length) switch
    {
        ("==", 2) => CelValues.AreEqual(arguments[0], arguments[1]),
        ("!=", 2) => !CelValues.AreEqual(arguments[0], arguments[1]),
        ("<" or "<=" or ">" or ">=", 2) => Relation(name, CelValues.Compare(arguments[0], arguments[1])),
        ("in", 2) => In(arguments[0], arguments[1]),
        ("!", 1) => arguments[0] is bool flag ? !flag : CelError.NoSuchOverload,
        ("+" or "-" or "*" or "/" or "%", _) => CelArithmetic.Invoke(name, arguments),
        ("size", 1) => Size(arguments[0]),
        ("type", 1) => arguments[0] is CelType ? new CelType("type") : new CelType(CelValues.TypeName(arguments[0])),
        ("dyn", 1) => arguments[0],
        ("int" or "uint" or "double" or "string" or "bytes" or "bool" or "duration" or "timestamp", 1) =>
            CelConversions.Invoke(name, arguments[0]),
        ("hasValue", 1) => arguments[0] is CelOptional optional ? optional.HasValue : CelError.NoSuchOverload,
        ("value", 1) => arguments[0] switch
        {
            CelOptional { HasValue: true } optional => optional.Value,
            CelOptional => new CelError("optional.none() dereference"),
            _ => CelError.NoSuchOverload,
        },
        ("orValue", 2) => arguments[0] is CelOptional choice
            ? choice.HasValue ? choice.Value : arguments[1]
            : CelError.NoSuchOverload,
        _ => arguments switch
        {
            [CelDuration duration] => CelTimes.Invoke(name, duration),
            [DateTimeOffset time] => CelTimes.Invoke(name, time),
            [List<object?> list, ..] => CelLists.Invoke(name, list, arguments.AsSpan(1)),
            [string text, ..] => CelTexts.Invoke(name, text, arguments.AsSpan(1)),
            _ => CelError.NoSuchOverload,
        },
    };

    private static object Relation(string name, int? order) => order is not { } sign
        ? CelError.NoSuchOverload
        : name switch
        {
            "<" => sign < 0,
            "<=" => sign <= 0,
            ">" => sign > 0,
            _ => sign >= 0,
        };

    private static object In(object? item, object? container) => container switch
    {
        List<object?> list => list.Exists(candidate => CelValues.AreEqual(candidate, item)),
        CelObject or Dictionary<object, object?> => CelValues.TryGet(container, item, out _),
        _ => CelError.NoSuchOverload,
    };

    private static object Size(object? value) => value switch
    {
        string text => (long)(text.Length - text.Count(char.IsLowSurrogate)),
        byte[] bytes => (long)bytes.Length,
        List<object?> list => (long)list.Count,
        CelObject or Dictionary<object, object?> => (long)CelValues.Count(value),
        _ => CelError.NoSuchOverload,
    };
}
