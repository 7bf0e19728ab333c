using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MetalOrleans.Silo.Hosting;

/// <summary>Which TLS the listeners of webhooks and metrics speak (O-016, O-017).</summary>
/// <param name="Protocols">The versions.</param>
/// <param name="CipherSuites">The suites of TLS 1.2 in order; empty leaves the choice to OpenSSL.</param>
internal sealed record TlsPolicy(SslProtocols Protocols, ImmutableArray<TlsCipherSuite> CipherSuites)
{
    /// <summary>TLS 1.3 only, as MetalLB's default is.</summary>
    public static TlsPolicy Default { get; } = new(SslProtocols.Tls13, []);

    /// <summary>Makes a listener speak it.</summary>
    public void Apply(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = Protocols;
        if (!CipherSuites.IsEmpty && OperatingSystem.IsLinux())
        {
            // The suites of TLS 1.3 are no choice of the operator's (O-017), and a policy without them would rule it out.
            var policy = new CipherSuitesPolicy(
            [
                .. CipherSuites,
                TlsCipherSuite.TLS_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_AES_256_GCM_SHA384,
                TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            ]);
            https.OnAuthenticate = (_, options) => options.CipherSuitesPolicy = policy;
        }
    }
}
