using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MetalOrleans.Silo.Identity;

/// <summary>
/// The silo's own certificate authority and the server certificate it signs, kept in a directory: <c>ca.crt</c>, <c>ca.key</c>,
/// <c>tls.crt</c>, <c>tls.key</c> (the same four names as in MetalLB's Secret, O-089).
/// </summary>
internal sealed record SiloCertificates(X509Certificate2 Server, string AuthorityPem)
{
    /// <summary>The name that agents expect, whatever address they dial.</summary>
    public const string ServerName = "metalorleans-silo";

    /// <summary>What a certificate bears that no Service leads to.</summary>
    public static ImmutableArray<string> LocalNames { get; } = [ServerName, "localhost"];

    /// <summary>Reads what the directory holds; makes what is missing or about to expire.</summary>
    public static SiloCertificates LoadOrCreate(string directory, DateTimeOffset now)
    {
        var current = Read(directory);
        var renewed = CertificateSet.Renew(current, LocalNames, now);
        if (!ReferenceEquals(renewed, current))
        {
            Write(directory, renewed);
        }

        return new SiloCertificates(renewed.LoadServer(), renewed.AuthorityPem);
    }

    private static CertificateSet? Read(string directory)
    {
        var (authority, authorityKey) = (TextOf(directory, "ca.crt"), TextOf(directory, "ca.key"));
        return authority is null || authorityKey is null
            ? null
            : new CertificateSet(authority, authorityKey, TextOf(directory, "tls.crt") ?? "", TextOf(directory, "tls.key") ?? "");
    }

    private static string? TextOf(string directory, string name) =>
        Path.Combine(directory, name) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    // Keys first: a certificate without its key is made anew at the next start.
    private static void Write(string directory, CertificateSet set)
    {
        SecretFile.Write(Path.Combine(directory, "ca.key"), Encoding.ASCII.GetBytes(set.AuthorityKeyPem));
        SecretFile.Write(Path.Combine(directory, "tls.key"), Encoding.ASCII.GetBytes(set.ServerKeyPem));
        File.WriteAllText(Path.Combine(directory, "ca.crt"), set.AuthorityPem);
        File.WriteAllText(Path.Combine(directory, "tls.crt"), set.ServerPem + "\n");
    }
}
