using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Silo.Identity;

/// <summary>Makes certificate authorities, and server certificates that they sign: ECDSA over P-256.</summary>
internal static class CertificateIssuer
{
    /// <summary>O-089: an authority lasts ten years.</summary>
    public static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>O-089: a server certificate lasts a year.</summary>
    public static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(365);

    /// <summary>What tells our authorities from others.</summary>
    public const string Organization = "metalorleans";

    // Clocks of those who check are not the same as ours.
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(5);

    /// <summary>A new authority, PEM.</summary>
    public static (string Certificate, string Key) CreateAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The serial in the name tells one authority from the next, so that an old server certificate is recognised.
        var serial = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=metalorleans-ca-{serial}, O={Organization}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - Backdated, now + AuthorityLifetime);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A server certificate for DNS names and the loopback addresses, PEM.</summary>
    public static (string Certificate, string Key) IssueServer(
        X509Certificate2 authority, ImmutableArray<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        alternatives.AddIpAddress(IPAddress.Loopback);
        alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        // Never longer than the authority itself.
        var end = now + ServerLifetime;
        var authorityEnd = new DateTimeOffset(authority.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        using var certificate = request.Create(
            authority, now - Backdated, end < authorityEnd ? end : authorityEnd, RandomNumberGenerator.GetBytes(16));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
