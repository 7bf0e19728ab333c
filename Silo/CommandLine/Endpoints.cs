using System.Net;

namespace MetalOrleans.Silo.CommandLine;

/// <summary>Reads addresses and ports of options.</summary>
internal static class Endpoints
{
    private const int PortMax = 65535;

    /// <exception cref="SettingException">The text is not an address with a port.</exception>
    public static IPEndPoint Parse(string option, string text)
    {
        var candidate = text.StartsWith(':') ? "[::]" + text : text;
        if (candidate.StartsWith("localhost:", StringComparison.Ordinal))
        {
            candidate = "127.0.0.1" + candidate["localhost".Length..];
        }

        return IPEndPoint.TryParse(candidate, out var endpoint) && candidate.Contains(':', StringComparison.Ordinal)
            ? endpoint
            : throw new SettingException(
                $"{option} '{text}' is not an address with a port: write it as 127.0.0.1:7443 or [::]:7443.");
    }

    /// <exception cref="SettingException">The port is out of range.</exception>
    public static int CheckPort(string option, int port, int min = 1) =>
        port >= min && port <= PortMax
            ? port
            : throw new SettingException($"{option} {port} is not a port: give a number from {min} to {PortMax}.");
}
