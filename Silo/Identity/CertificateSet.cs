using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Silo.Identity;

/// <summary>A certificate authority and a server certificate, with their keys, as PEM texts: what a directory or a Secret holds.</summary>
/// <param name="AuthorityPem">
/// The authority, followed by the one before it for as long as that is valid: a server certificate that it signed, and
/// whoever trusts only it, go on working.
/// </param>
/// <param name="AuthorityKeyPem">The key of the first authority; a secret.</param>
/// <param name="ServerPem">The server certificate.</param>
/// <param name="ServerKeyPem">Its key; a secret.</param>
internal sealed record CertificateSet(string AuthorityPem, string AuthorityKeyPem, string ServerPem, string ServerKeyPem)
{
    // O-089: server one year, renewed 90 days ahead.
    private static readonly TimeSpan RenewAhead = TimeSpan.FromDays(90);

    /// <summary>
    /// The set, with what is missing, unreadable, about to expire, or does not bear the names made anew; the same instance
    /// when nothing is.
    /// </summary>
    /// <param name="current">What there is; null for nothing.</param>
    /// <param name="names">DNS names that the server certificate must bear.</param>
    /// <param name="now">The time.</param>
    public static CertificateSet Renew(CertificateSet? current, ImmutableArray<string> names, DateTimeOffset now)
    {
        // An authority is replaced while it outlives whatever it may still sign: the certificate that it did sign stays, and
        // by the time that one is renewed everybody has heard of the new authority.
        var authority = current?.ReadAuthority(now + CertificateIssuer.ServerLifetime + RenewAhead) is not null
            ? current
            : NewAuthority(current, now);
        if (authority.IsServerGood(names, now + RenewAhead))
        {
            return authority;
        }

        using var issuer = authority.ReadAuthority(now)
            ?? throw new CryptographicException("The certificate authority that was just made cannot be read.");
        var (server, key) = CertificateIssuer.IssueServer(issuer, names, now);
        return authority with { ServerPem = server, ServerKeyPem = key };
    }

    /// <summary>The server certificate with its key, usable by a TLS server.</summary>
    /// <exception cref="CryptographicException">The texts are no certificate and key.</exception>
    public X509Certificate2 LoadServer()
    {
        using var pem = X509Certificate2.CreateFromPem(ServerPem, ServerKeyPem);
        // SslStream on Linux needs the key attached to the handle, which a round trip through PKCS#12 does.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Says that there are keys, never which.</summary>
    public override string ToString() => $"{nameof(CertificateSet)} {{ Keys = *** }}";

    private static CertificateSet NewAuthority(CertificateSet? current, DateTimeOffset now)
    {
        var (pem, key) = CertificateIssuer.CreateAuthority(now);
        var kept = current is null
            ? ""
            : string.Concat(Read(current.AuthorityPem).Where(old => IsOurs(old) && old.NotAfter.ToUniversalTime() > now.UtcDateTime).Select(old => old.ExportCertificatePem() + "\n"));
        return new CertificateSet(pem + "\n" + kept, key, current?.ServerPem ?? "", current?.ServerKeyPem ?? "");
    }

    /// <summary>The authority of a MetalLB that ran here before is not trusted any longer.</summary>
    private static bool IsOurs(X509Certificate2 authority) =>
        authority.Subject.Contains("O=" + CertificateIssuer.Organization, StringComparison.Ordinal);

    /// <summary>The authority with its key; null when it cannot sign, or not until then.</summary>
    private X509Certificate2? ReadAuthority(DateTimeOffset until)
    {
        try
        {
            // An elliptic-curve key only: the authority of a MetalLB that ran here before has another kind, and is replaced.
            using var key = ECDsa.Create();
            key.ImportFromPem(AuthorityKeyPem);
            var authority = X509Certificate2.CreateFromPem(AuthorityPem, AuthorityKeyPem);
            if (authority.NotAfter.ToUniversalTime() > until.UtcDateTime)
            {
                return authority;
            }

            authority.Dispose();
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private bool IsServerGood(ImmutableArray<string> names, DateTimeOffset until)
    {
        try
        {
            using var server = LoadServer();
            return server.NotAfter.ToUniversalTime() > until.UtcDateTime
                && names.All(name => server.MatchesHostname(name, allowWildcards: false, allowCommonName: false))
                && IsTrusted(server);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private bool IsTrusted(X509Certificate2 server)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = server.NotAfter.AddDays(-1);
        chain.ChainPolicy.CustomTrustStore.AddRange(Read(AuthorityPem));
        return chain.Build(server);
    }

    private static X509Certificate2Collection Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            // Somebody wrote something else there: it is not kept.
        }

        return certificates;
    }
}
