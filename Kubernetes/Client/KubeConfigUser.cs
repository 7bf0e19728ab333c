using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Reads the <c>user</c> part of a kubeconfig.</summary>
internal static class KubeConfigUser
{
    private static readonly (string Field, string Remedy)[] Unsupported =
    [
        ("exec", "Programs are not run for credentials: use a client certificate, token or tokenFile, such as that of a service account."),
        ("auth-provider", "Use a client certificate, token or tokenFile."),
        ("username", "The API server dropped basic authentication in 1.19: use a client certificate or a token."),
        ("password", "The API server dropped basic authentication in 1.19: use a client certificate or a token."),
        ("as", "Impersonation is not used here: name a user with the rights needed."),
    ];

    public static KubernetesClientOptions Apply(KubernetesClientOptions options, KubeConfigNode user, TimeProvider time)
    {
        foreach (var (field, remedy) in Unsupported)
        {
            if (user.Has(field))
            {
                throw user.Fault(field, "is not supported", remedy);
            }
        }

        return options with { Token = ReadToken(user, time), ClientCertificates = ReadCertificates(user) };
    }

    private static ITokenSource? ReadToken(KubeConfigNode user, TimeProvider time)
    {
        // As in client-go, the file wins where both are given.
        if (user.FileContent("tokenFile") is { } file)
        {
            return file.Content.Length > 0
                ? new FileTokenSource(file.Path, time)
                : throw user.Fault("tokenFile", $"names {file.Path}, which is empty", "Write a token into it.");
        }

        return user.Text("token") is { } token ? new FixedTokenSource(token) : null;
    }

    private static IReadOnlyList<X509Certificate2> ReadCertificates(KubeConfigNode user)
    {
        var (certificateField, certificate) = ReadPem(user, "client-certificate");
        var (keyField, key) = ReadPem(user, "client-key");
        if (certificate is null && key is null)
        {
            return [];
        }

        if (certificate is null)
        {
            throw user.Fault(certificateField, "is missing beside a client key", "Add the certificate that belongs to the key.");
        }

        if (key is null)
        {
            throw user.Fault(keyField, "is missing beside a client certificate", "Add the key that belongs to the certificate.");
        }

        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(certificate);
        }
        catch (CryptographicException e)
        {
            throw user.Fault(certificateField, "is not a PEM certificate", "Give a block BEGIN CERTIFICATE.", e);
        }

        try
        {
            return [X509Certificate2.CreateFromPem(certificate, key), .. all.Skip(1)];
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw user.Fault(keyField, "does not belong to the certificate", "Give the unencrypted PEM key that belongs to it.", e);
        }
    }

    private static (string Field, string? Pem) ReadPem(KubeConfigNode user, string field)
    {
        if (user.Base64(field + "-data") is { } data)
        {
            return (field + "-data", Encoding.UTF8.GetString(data));
        }

        return (field, user.FileContent(field) is { } file ? Encoding.UTF8.GetString(file.Content) : null);
    }
}
