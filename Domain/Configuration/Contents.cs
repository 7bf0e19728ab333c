using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// Equality by content for what configuration records hold: a record that was read again and says the same must not
/// look like a change (W-100, W-101).
/// </summary>
internal static class Contents
{
    /// <summary>Whether two lists hold equal items in the same order.</summary>
    public static bool Same<T>(ImmutableArray<T> a, ImmutableArray<T> b) =>
        a.AsSpan().SequenceEqual(b.AsSpan(), EqualityComparer<T>.Default);

    /// <summary>Whether two sets hold the same items.</summary>
    public static bool Same<T>(ImmutableSortedSet<T> a, ImmutableSortedSet<T> b) => ReferenceEquals(a, b) || a.SetEquals(b);

    /// <summary>Whether two sets hold the same items, or both are missing.</summary>
    public static bool SameOrNull<T>(ImmutableSortedSet<T>? a, ImmutableSortedSet<T>? b) =>
        a is null || b is null ? a is null && b is null : Same(a, b);

    /// <summary>Whether two sets of labels are the same.</summary>
    public static bool Same(ImmutableDictionary<string, string> a, ImmutableDictionary<string, string> b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (a.Count != b.Count)
        {
            return false;
        }

        foreach (var (key, value) in a)
        {
            if (!b.TryGetValue(key, out var other) || !string.Equals(value, other, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
