using System.Security.Cryptography.X509Certificates;
using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.NetAgent.Link;

/// <summary>What the agent proves itself with and whom it trusts, as the files have it at this moment: both are rotated.</summary>
/// <param name="Token">The bearer token; null for none. A secret.</param>
/// <param name="Authorities">The only roots to trust; null for the system's.</param>
internal sealed record SiloCredentials(string? Token, X509Certificate2Collection? Authorities)
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="SiloUnreachableException">One of them cannot be used; the message never holds the token.</exception>
    public static async Task<SiloCredentials> ReadAsync(AgentOptions options, CancellationToken cancellationToken) =>
        new(await ReadTokenAsync(options, cancellationToken), await ReadAuthoritiesAsync(options, cancellationToken));

    /// <summary>Says what there is, never the token.</summary>
    public override string ToString() =>
        $"{nameof(SiloCredentials)} {{ Token = {(Token is null ? "none" : "***")}, Authorities = {Authorities?.Count ?? 0} }}";

    /// <summary>Reads the token alone; null where the agent has none.</summary>
    /// <exception cref="SiloUnreachableException">The file cannot be used; the message never holds the token.</exception>
    public static async Task<string?> ReadTokenAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        if (options.TokenFile is null)
        {
            return null;
        }

        string token;
        try
        {
            token = (await File.ReadAllTextAsync(options.TokenFile, cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SiloUnreachableException($"--token-file cannot be read: {exception.Message}", exception);
        }

        // RFC 6750 §2.1: a b64token has visible ASCII only. The token itself is never shown.
        return token.Length > 0 && token.All(character => character is > ' ' and < '\x7f')
            ? token
            : throw new SiloUnreachableException($"--token-file '{options.TokenFile}' holds no bearer token.");
    }

    private static async Task<X509Certificate2Collection?> ReadAuthoritiesAsync(
        AgentOptions options, CancellationToken cancellationToken)
    {
        if (options.CaFile is null)
        {
            return null;
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(await File.ReadAllTextAsync(options.CaFile, cancellationToken));
            return authorities.Count > 0
                ? authorities
                : throw new SiloUnreachableException($"--ca-file '{options.CaFile}' holds no PEM certificate.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new SiloUnreachableException($"--ca-file cannot be read: {exception.Message}", exception);
        }
    }
}
