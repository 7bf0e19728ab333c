using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Roots that never change.</summary>
public sealed class FixedCertificateAuthority(X509Certificate2Collection roots) : ICertificateAuthority
{
    /// <inheritdoc/>
    public X509Certificate2Collection GetRoots() => roots;
}
