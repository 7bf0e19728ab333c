using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>
/// Roots in a PEM file that somebody else replaces. The file is read for each new connection, which are few; when it
/// cannot be read the roots of last time are kept.
/// </summary>
public sealed class FileCertificateAuthority : ICertificateAuthority
{
    private readonly string _path;
    private volatile X509Certificate2Collection _roots;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">The file holds no certificate.</exception>
    public FileCertificateAuthority(string path)
    {
        _path = path;
        _roots = Read(path);
    }

    /// <inheritdoc/>
    public X509Certificate2Collection GetRoots()
    {
        try
        {
            return _roots = Read(_path);
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            return _roots;
        }
    }

    private static X509Certificate2Collection Read(string path)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(File.ReadAllText(path));
        return roots.Count > 0 ? roots : throw new CryptographicException($"{path} holds no certificate.");
    }
}
