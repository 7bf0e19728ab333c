using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>The roots that a server's certificate may lead to.</summary>
public interface ICertificateAuthority
{
    /// <summary>The roots as of now; asked once for each new connection.</summary>
    X509Certificate2Collection GetRoots();
}
