namespace MetalOrleans.Silo.Hosting;

/// <summary><c>/metrics</c> over HTTPS, for bearers of a token that may get it (O-001, O-061).</summary>
/// <param name="Port">The port.</param>
/// <param name="CertificateDirectory">The directory of <c>tls.crt</c> and <c>tls.key</c> (O-019); null for the silo's own certificate.</param>
internal sealed record SecureMetricsOptions(int Port, string? CertificateDirectory);
