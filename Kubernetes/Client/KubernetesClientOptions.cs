using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>How to reach an API server and who to be there; from <see cref="KubeConfig"/> or <see cref="InClusterConfig"/>.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>The address of the API server, with a path prefix if it has one.</summary>
    public required Uri Server { get; init; }

    /// <summary>The trusted roots; null means those of the system.</summary>
    public ICertificateAuthority? CertificateAuthority { get; init; }

    /// <summary>Whether the server's certificate goes unchecked.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name the server's certificate must bear, if not the one in <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The certificate to show, followed by its intermediates; empty means none.</summary>
    public IReadOnlyList<X509Certificate2> ClientCertificates { get; init; } = [];

    /// <summary>The bearer token; null means none.</summary>
    public ITokenSource? Token { get; init; }

    /// <summary>The namespace of the context or of the pod; <c>default</c> when neither names one.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>How long one request may take; watches are not bounded by it. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the server's log and audit see.</summary>
    public string UserAgent { get; init; } = "metalorleans";

    /// <summary>
    /// Carries requests instead of the network, such as an API server in the same process; null means the network. Owned
    /// by the client, which disposes it.
    /// </summary>
    public HttpMessageHandler? Transport { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The server and the namespace; never a secret.</summary>
    public override string ToString() => $"{Server} (namespace {Namespace})";
}
