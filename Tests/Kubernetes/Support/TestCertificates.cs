using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Tests.Kubernetes.Support;

/// <summary>A certificate authority made for one test, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    // The clock of a certificate is the wall clock: valid long before and after any run.
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=test root", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = request.CreateSelfSigned(NotBefore, NotAfter);
    }

    public X509Certificate2 Root { get; }

    public string RootPem => Root.ExportCertificatePem();

    /// <summary>A certificate for a server, with its key.</summary>
    public X509Certificate2 IssueServer(params string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return Issue("CN=server", "1.3.6.1.5.5.7.3.1", alternatives.Build());
    }

    /// <summary>A certificate for a client, with its key.</summary>
    public X509Certificate2 IssueClient(string name) => Issue($"CN={name}", "1.3.6.1.5.5.7.3.2", null);

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string subject, string usage, X509Extension? more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (more is not null)
        {
            request.CertificateExtensions.Add(more);
        }

        var serial = new byte[8];
        RandomNumberGenerator.Fill(serial);
        using var signed = request.Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), NotBefore, NotAfter, serial);
        using var keyed = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(keyed.Export(X509ContentType.Pkcs12), null);
    }
}
