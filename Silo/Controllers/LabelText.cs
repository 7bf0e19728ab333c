using System.Security.Cryptography;
using System.Text;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Names of objects as values of labels, which are shorter than names may be.</summary>
internal static class LabelText
{
    /// <summary>A label's value is no longer; a name may have 253 characters.</summary>
    private const int LengthMax = 63;

    // Enough to recognize the name by, and 48 bits to tell it from others that begin alike: 50 + 1 + 12 = 63.
    private const int BeginningLength = 50;
    private const int HashLength = 6;

    /// <summary>Whether the name is short enough.</summary>
    public static bool Fits(string name) => name.Length <= LengthMax;

    /// <summary>The name itself; of a longer one the beginning and a hash of it all, the same each time.</summary>
    public static string Of(string name)
    {
        if (Fits(name))
        {
            return name;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, HashLength);
        // Kubernetes takes a dot or a hyphen in front of a hyphen, but people would stumble over it.
        return $"{name[..BeginningLength].TrimEnd('.', '-')}-{Convert.ToHexStringLower(hash)}";
    }
}
