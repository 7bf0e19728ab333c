using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Reads the <c>cluster</c> part of a kubeconfig.</summary>
internal static class KubeConfigCluster
{
    public static KubernetesClientOptions Read(KubeConfigNode cluster)
    {
        var text = cluster.RequiredText("server", "Write the URL of the API server.");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
        {
            throw cluster.Fault("server", $"is '{text}'", "Write a URL that begins with https:// or http://.");
        }

        if (cluster.Has("proxy-url"))
        {
            throw cluster.Fault("proxy-url", "is not supported", "Reach the API server directly, or through a tunnel.");
        }

        var skip = cluster.Flag("insecure-skip-tls-verify");
        var authority = ReadAuthority(cluster);
        if (skip && authority is not null)
        {
            throw cluster.Fault(
                "insecure-skip-tls-verify", "is true beside a certificate authority", "Remove one of the two.");
        }

        return new KubernetesClientOptions
        {
            Server = server,
            SkipTlsVerify = skip,
            CertificateAuthority = authority,
            TlsServerName = cluster.Text("tls-server-name"),
        };
    }

    private static ICertificateAuthority? ReadAuthority(KubeConfigNode cluster)
    {
        // As in kubectl, the data wins over the file.
        if (cluster.Base64("certificate-authority-data") is { } data)
        {
            try
            {
                var roots = new X509Certificate2Collection();
                roots.ImportFromPem(Encoding.UTF8.GetString(data));
                return roots.Count > 0
                    ? new FixedCertificateAuthority(roots)
                    : throw cluster.Fault("certificate-authority-data", "holds no certificate", "Encode a PEM certificate.");
            }
            catch (CryptographicException e)
            {
                throw cluster.Fault("certificate-authority-data", "holds a broken certificate", "Encode a PEM certificate.", e);
            }
        }

        if (cluster.FileContent("certificate-authority") is not { } file)
        {
            return null;
        }

        try
        {
            return new FileCertificateAuthority(file.Path);
        }
        catch (CryptographicException e)
        {
            throw cluster.Fault("certificate-authority", $"names {file.Path}, which holds no certificate", "Name a PEM file.", e);
        }
    }
}
