using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.ApiServer.Security;

/// <summary>The server's certificate and the CA that signed it, kept in the data directory so that kubeconfigs outlive a restart.</summary>
internal sealed class ServerCertificates : IDisposable
{
    private ServerCertificates(X509Certificate2 server, string? authorityPem)
    {
        Server = server;
        AuthorityPem = authorityPem;
    }

    public X509Certificate2 Server { get; }

    /// <summary>What a kubeconfig must trust; null when the certificate was given and its CA is the giver's business.</summary>
    public string? AuthorityPem { get; }

    public static ServerCertificates? For(ApiServerOptions options)
    {
        if (!options.UseHttps)
        {
            return null;
        }

        if (options.Certificate is { } given)
        {
            return new ServerCertificates(given, given.Issuer == given.Subject ? given.ExportCertificatePem() : null);
        }

        using var authority = Authority(options);
        return new ServerCertificates(Sign(authority, options), authority.ExportCertificatePem());
    }

    public void Dispose() => Server.Dispose();

    private static X509Certificate2 Authority(ApiServerOptions options)
    {
        var folder = options.Directory is null ? null : Path.Combine(options.Directory, "pki");
        if (folder is not null && File.Exists(Path.Combine(folder, "ca.crt")) && File.Exists(Path.Combine(folder, "ca.key")))
        {
            return X509Certificate2.CreateFromPemFile(Path.Combine(folder, "ca.crt"), Path.Combine(folder, "ca.key"));
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=metalorleans-ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, until) = Validity();
        var made = request.CreateSelfSigned(from, until);
        if (folder is not null)
        {
            PrivateFile.CreateFolder(folder);
            File.WriteAllText(Path.Combine(folder, "ca.crt"), made.ExportCertificatePem());
            PrivateFile.Write(Path.Combine(folder, "ca.key"), key.ExportPkcs8PrivateKeyPem());
        }

        return made;
    }

    private static X509Certificate2 Sign(X509Certificate2 authority, ApiServerOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=metalorleans-apiserver", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names(options).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        // No longer than the authority, which may be older: it is kept in a directory, or was made a second ago.
        var (from, _) = Validity();
        using var signed = request.Create(authority, from, new DateTimeOffset(authority.NotAfter), RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);

        // TLS on some platforms refuses an ephemeral key; a round trip through PKCS#12 makes it an ordinary one.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private static IEnumerable<string> Names(ApiServerOptions options) =>
    [
        "localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
        .. options.Listen.Select(end => end.Address).Where(address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)).Select(address => address.ToString()),
        .. options.CertificateNames,
    ];

    /// <summary>From an hour ago, for clients whose clock lags, for ten years: nobody rotates the CA of a demonstration.</summary>
    private static (DateTimeOffset From, DateTimeOffset Until) Validity()
    {
        // Certificates are judged by the peers' wall clock, so a test's manual time must not date them.
        var now = TimeProvider.System.GetUtcNow();
        return (now.AddHours(-1), now.AddYears(10).AddHours(-2));
    }
}
