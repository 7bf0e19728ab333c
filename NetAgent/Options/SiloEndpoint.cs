using System.Globalization;
using System.Net;

namespace MetalOrleans.NetAgent.Options;

/// <summary>Host and port of the silo's agent gateway, and whether the way there is encrypted.</summary>
/// <param name="Host">A DNS name or an address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="IsPlaintext">Whether the WebSocket runs without TLS; only ever to a loopback host.</param>
internal sealed record SiloEndpoint(string Host, int Port, bool IsPlaintext)
{
    private const string Path = "/agent/v1";

    /// <summary>Where the WebSocket is opened.</summary>
    public Uri Uri => new($"{(IsPlaintext ? "ws" : "wss")}://{Authority}{Path}");

    /// <summary>Whether the host is this machine.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    private string Authority =>
        Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Reads <c>host:port</c> or <c>[address]:port</c>; null when the text has any other form.</summary>
    public static SiloEndpoint? Parse(string text, bool isPlaintext)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > ushort.MaxValue)
        {
            return null;
        }

        var host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            return null;
        }

        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : new SiloEndpoint(host, port, isPlaintext);
    }

    /// <summary>The endpoint's URI.</summary>
    public override string ToString() => Uri.ToString();
}
