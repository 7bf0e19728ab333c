using System.Collections.Immutable;
using System.CommandLine;
using System.Net.Security;
using System.Security.Authentication;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>The options that say which TLS webhooks and metrics speak, spelled as Go spells versions and suites.</summary>
internal sealed class TlsSettings
{
    private const string Version12 = "VersionTLS12";
    private const string Version13 = "VersionTLS13";

    private readonly Option<string> _minVersion = new("--tls-min-version")
    {
        Description = $"The lowest TLS version of webhooks and HTTPS metrics: {Version12} or {Version13}.",
        DefaultValueFactory = _ => Version13,
        HelpName = "version",
        // Templates write `--tls-min-version=` where nothing is set.
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _cipherSuites = new("--tls-cipher-suites")
    {
        Description = $"The cipher suites of TLS 1.2, in order, separated by commas; only with {Version12}.",
        HelpName = "names",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public IEnumerable<Option> All => [_minVersion, _cipherSuites];

    /// <exception cref="SettingException">A version or a suite is unknown, or the two do not go together.</exception>
    public TlsPolicy Read(ParseResult result)
    {
        var protocols = result.GetValue(_minVersion) switch
        {
            null or "" or Version13 => SslProtocols.Tls13,
            Version12 => SslProtocols.Tls12 | SslProtocols.Tls13,
            var other => throw new SettingException($"--tls-min-version '{other}' is unknown: give {Version12} or {Version13}."),
        };
        var suites = ReadSuites(result.GetValue(_cipherSuites) ?? "");
        return suites.IsEmpty || protocols != SslProtocols.Tls13
            ? new TlsPolicy(protocols, suites)
            : throw new SettingException(
                $"--tls-cipher-suites has no effect on TLS 1.3: leave it out, or give --tls-min-version={Version12} too.");
    }

    private static ImmutableArray<TlsCipherSuite> ReadSuites(string list) =>
    [
        .. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name =>
            Enum.TryParse<TlsCipherSuite>(name, out var suite) && !char.IsAsciiDigit(name[0])
                // Go has two short names of its own.
                || Enum.TryParse(name + "_SHA256", out suite)
                ? suite
                : throw new SettingException(
                    $"--tls-cipher-suites: '{name}' is unknown; names are those of the TLS registry, such as "
                    + $"{nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)}.")),
    ];
}
