using System.Globalization;

namespace Orleans;

/// <summary>A grain's key and references to it, for a grain as for a reference.</summary>
public static class GrainExtensions
{
    private const char ExtensionSeparator = '+';

    public static GrainId GetGrainId(this IAddressable grain) =>
        grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase instance when instance.GrainContext is { } context => context.GrainId,
            null => throw new ArgumentNullException(nameof(grain)),
            _ => throw new ArgumentException(
                $"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
        };

    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    public static Guid GetPrimaryKey(this IAddressable grain) => grain.GetPrimaryKey(out _);

    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt)
    {
        var key = Split(grain, out keyExt);
        return Guid.ParseExact(key, "N");
    }

    public static long GetPrimaryKeyLong(this IAddressable grain) => grain.GetPrimaryKeyLong(out _);

    public static long GetPrimaryKeyLong(this IAddressable grain, out string? keyExt)
    {
        var key = Split(grain, out keyExt);
        return long.Parse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        var reference = grain as GrainReference ?? ((IGrainBase)grain).GrainContext.GrainReference;
        return (TGrainInterface)(object)reference.As(typeof(TGrainInterface));
    }

    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) =>
        grain.AsReference<TGrainInterface>();

    internal static string ToKey(Guid key) => key.ToString("N");

    internal static string ToKey(long key) => key.ToString("X", CultureInfo.InvariantCulture);

    internal static string ToKey(string key, string extension)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(extension);
        return string.Concat(key, "+", extension);
    }

    private static ReadOnlySpan<char> Split(IAddressable grain, out string? extension)
    {
        var key = grain.GetPrimaryKeyString();
        var separator = key.IndexOf(ExtensionSeparator, StringComparison.Ordinal);
        extension = separator < 0 ? null : key[(separator + 1)..];
        return separator < 0 ? key : key.AsSpan(0, separator);
    }
}
