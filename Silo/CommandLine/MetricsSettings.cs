using System.CommandLine;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say where <c>/metrics</c> is (O-001, O-019).</summary>
internal sealed class MetricsSettings
{
    /// <summary>The port on which MetalLB 0.16 and later serve HTTPS.</summary>
    private const int SecureByCustom = 9120;

    private readonly Option<int> _port = new("--port")
    {
        Description = $"The port of /metrics, plain HTTP; 0 for none. {SecureByCustom} means --metrics-secure-port, as in MetalLB 0.16.",
        DefaultValueFactory = _ => 7472,
        HelpName = "port",
    };

    private readonly Option<int> _securePort = new("--metrics-secure-port")
    {
        Description = "The port of /metrics over HTTPS, for bearers of a token that may get /metrics; 0 for none.",
        DefaultValueFactory = _ => 0,
        HelpName = "port",
    };

    private readonly Option<string?> _certificates = new("--metrics-cert-dir")
    {
        Description = "The directory of tls.crt and tls.key for HTTPS metrics, read again when they change. "
            + "Default: the silo's own certificate.",
        HelpName = "dir",
    };

    public IEnumerable<Option> All => [_port, _securePort, _certificates];

    /// <exception cref="SettingException">A port is none.</exception>
    public (int Port, SecureMetricsOptions? Secure) Read(ParseResult result)
    {
        var port = Endpoints.CheckPort("--port", result.GetValue(_port), min: 0);
        var securePort = Endpoints.CheckPort("--metrics-secure-port", result.GetValue(_securePort), min: 0);
        var isSecureByCustom = port == SecureByCustom && securePort == 0;
        var certificates = result.GetValue(_certificates);
        var secure = isSecureByCustom ? port : securePort;
        return (
            isSecureByCustom ? 0 : port,
            secure == 0 ? null : new SecureMetricsOptions(secure, string.IsNullOrWhiteSpace(certificates) ? null : certificates));
    }
}
