namespace MetalOrleans.Domain.Addressing;

/// <summary>Quotes values in messages the way Go's <c>%q</c> does, because operators search for those texts.</summary>
internal static class QuotedText
{
    /// <summary><c>"text"</c>, inner quotes and backslashes escaped.</summary>
    public static string Of(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary><c>["a" "b"]</c>.</summary>
    public static string OfList<T>(IEnumerable<T> items)
        where T : notnull => $"[{string.Join(' ', items.Select(item => Of(item.ToString()!)))}]";
}
