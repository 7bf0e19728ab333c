using System.Net;
using System.Security.Cryptography;
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

    // O-089: authority ten years, server one year, renewed 90 days ahead.
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewAhead = TimeSpan.FromDays(90);

    /// <summary>Reads what the directory holds; makes what is missing or about to expire.</summary>
    public static SiloCertificates LoadOrCreate(string directory, DateTimeOffset now)
    {
        var authorityPath = Path.Combine(directory, "ca.crt");
        var serverPath = Path.Combine(directory, "tls.crt");
        using var authority = Load(authorityPath, now) ?? CreateAuthority(directory, now);
        using var server = Load(serverPath, now);
        if (server is null || !IsSignedBy(server, authority))
        {
            CreateServer(directory, authority, now);
        }

        using var pem = X509Certificate2.CreateFromPemFile(serverPath, Path.ChangeExtension(serverPath, ".key"));
        // SslStream on Linux needs the key attached to the handle, which a round trip through PKCS#12 does.
        var usable = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        return new SiloCertificates(usable, File.ReadAllText(authorityPath));
    }

    private static X509Certificate2? Load(string path, DateTimeOffset now)
    {
        var keyPath = Path.ChangeExtension(path, ".key");
        if (!File.Exists(path) || !File.Exists(keyPath))
        {
            return null;
        }

        var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
        if (certificate.NotAfter.ToUniversalTime() > now.UtcDateTime + RenewAhead)
        {
            return certificate;
        }

        certificate.Dispose();
        return null;
    }

    private static bool IsSignedBy(X509Certificate2 server, X509Certificate2 authority) =>
        server.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData);

    private static X509Certificate2 CreateAuthority(string directory, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The serial in the name tells one authority from the next, so that an old server certificate is recognised.
        var serial = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=metalorleans-ca-{serial}, O=metalorleans", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now + AuthorityLifetime);
        Save(directory, "ca", certificate.ExportCertificatePem(), key);
        return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static void CreateServer(string directory, X509Certificate2 authority, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={ServerName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServerName);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(
            authority, now.AddMinutes(-5), now + ServerLifetime, RandomNumberGenerator.GetBytes(16));
        Save(directory, "tls", certificate.ExportCertificatePem(), key);
    }

    private static void Save(string directory, string name, string certificatePem, ECDsa key)
    {
        SecretFile.Write(
            Path.Combine(directory, name + ".key"), Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        File.WriteAllText(Path.Combine(directory, name + ".crt"), certificatePem + "\n");
    }
}
